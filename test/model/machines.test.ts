import fc from "fast-check";
import { isCode } from "kefu";
import { expect, test } from "vitest";
import {
  type Conversation,
  type ConversationState,
  conversationMoves,
  moveConversation,
  newConversation,
} from "../../src/model/conversation.ts";
import type { MessageStatus } from "../../src/model/message.ts";
import { isForward } from "../../src/model/message.ts";
import { isUnfinished, moveTicket, type TicketStatus, ticketMoves, ticketStatuses } from "../../src/model/ticket.ts";
import { someTicket } from "./some-records.ts";

const at = (minute: number) => new Date(Date.UTC(2026, 0, 5, 9, minute));
const statuses = fc.constantFrom<TicketStatus>("open", "in_progress", "pending", "escalated", "resolved", "closed");

test("however a ticket is moved, it goes along the table only, and a refusal leaves it as it was", () => {
  fc.assert(
    fc.property(fc.array(statuses, { maxLength: 30 }), (walk) => {
      let ticket = someTicket();
      for (const [minute, to] of walk.entries()) {
        const before = structuredClone(ticket);
        try {
          ticket = moveTicket(ticket, to, at(minute));
          expect(ticketMoves[before.status]).toContain(to);
          expect(ticket).toMatchObject({ status: to, updatedAt: at(minute) });
        } catch (error) {
          if (!isCode(error, "ticket.bad_move")) throw error;
          expect(ticketMoves[before.status]).not.toContain(to);
          expect(error.message).toContain(`${before.id} is ${before.status}`);
          expect(ticket).toEqual(before);
        }
      }
    }),
  );
});

test("however a ticket is moved, its fields follow from its status", () => {
  fc.assert(
    fc.property(fc.array(statuses, { maxLength: 30 }), (walk) => {
      let ticket = someTicket({ waiting: true, waitingSince: at(0) });
      let closures = 0;
      for (const [minute, to] of walk.entries()) {
        if (!ticketMoves[ticket.status].includes(to)) continue;
        ticket = moveTicket(ticket, to, at(minute));
        if (to === "closed") closures += 1;
        expect(ticket.closureCount).toBe(closures);
        expect(ticket.closedAt !== null).toBe(ticket.status === "closed");
        if (!isUnfinished(ticket.status)) expect([ticket.waiting, ticket.waitingSince]).toEqual([null, null]);
        if (to === "open")
          expect([ticket.resolvedAt, ticket.agentId, ticket.firstRepliedAt]).toEqual([null, null, null]);
      }
    }),
  );
});

test("every status of a ticket can be reached, and none is a dead end", () => {
  expect(new Set(Object.values(ticketMoves).flat())).toEqual(new Set(ticketStatuses));
  for (const status of ticketStatuses) expect(ticketMoves[status]).not.toEqual([]);
});

const states = fc.constantFrom<ConversationState>("bot", "queued", "human", "ended");
const owners = fc.option(fc.constantFrom("li", "wang"), { nil: null });

test("however a conversation is moved, it has an agent exactly while it is human, and each move has its own revision", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(states, owners), { maxLength: 30 }), (walk) => {
      let conversation: Conversation = newConversation({ id: "c", channelId: "web", address: "ada", createdAt: at(0) });
      for (const [to, agentId] of walk) {
        const before = conversation;
        try {
          conversation = moveConversation(conversation, to, agentId);
          expect(conversationMoves[before.state]).toContain(to);
          expect(conversation.ownerRevision).toBe(before.ownerRevision + 1);
        } catch (error) {
          if (!isCode(error, "conversation.bad_move")) throw error;
          expect(conversationMoves[before.state].includes(to) && (to === "human") === (agentId !== null)).toBe(false);
          expect(conversation).toBe(before);
        }
        expect(conversation.agentId !== null).toBe(conversation.state === "human");
      }
    }),
  );
});

test("from ended only the bot takes a conversation up again", () => {
  expect(conversationMoves.ended).toEqual(["bot"]);
});

const deliveries = fc.constantFrom<MessageStatus>("pending", "unknown", "sent", "delivered", "read", "failed");

test("in whatever order receipts come, a message ends at the furthest of them", () => {
  const furthest = ["pending", "unknown", "sent", "failed", "delivered", "read"] as const;
  fc.assert(
    fc.property(fc.array(deliveries, { minLength: 1, maxLength: 12 }), (receipts) => {
      const end = receipts.reduce<MessageStatus>(
        (status, next) => (isForward(status, next) ? next : status),
        "pending",
      );
      expect(end).toBe(furthest.findLast((status) => status === "pending" || receipts.includes(status)));
    }),
  );
});

test("no status is ahead of itself, and of two one at most is ahead", () => {
  fc.assert(
    fc.property(deliveries, deliveries, (a, b) => {
      expect(isForward(a, a)).toBe(false);
      expect(isForward(a, b) && isForward(b, a)).toBe(false);
    }),
  );
});
