import { addMinutes, differenceInMinutes } from "date-fns";
import { changePresence } from "../acts/agent-presence.ts";
import { endOffer, offerTimer, offerWaiting } from "../acts/assign-ticket.ts";
import { changeQueue } from "../acts/change-queue.ts";
import { agentOf } from "../acts/lookup.ts";
import { takeBack } from "../acts/take-back.ts";
import { replyDueAt, watchReply } from "../acts/watch-reply.ts";
import { watchOverflow, watchWait } from "../acts/watch-wait.ts";
import { skillName } from "../model/skill.ts";
import { nextOverflow, relaxedSkills } from "../model/wait.ts";
import { queueName, queueTermsOf, skillsFor } from "../policy.ts";
import type { TimerAct } from "./timers.ts";

/** What waiting for an agent, or for the agent's answer, comes to: by job kind. */
export const routingTimers: Readonly<Record<string, TimerAct>> = {
  /** Who was asked to take it kept silent, or who let it pass may be asked again. */
  async "ticket.offer_timeout"(act, ticket) {
    const { reservedFor, reservedUntil, waiting } = ticket;
    if (reservedUntil === null) return;
    if (reservedUntil > act.now) {
      return act.setTimer(offerTimer(ticket.id), "ticket.offer_timeout", reservedUntil, { ticketId: ticket.id });
    }
    if (reservedFor === null) return waiting === null ? undefined : offerWaiting(act, { ticketId: ticket.id });
    await endOffer(act, ticket, "missed", "it was not accepted in time");
    const agent = await agentOf(act, reservedFor);
    if (act.service.policy.awayAfterMissedOffer && agent.presence === "online") {
      await changePresence(act, agent, "away");
    }
  },

  /** It waited so long that it asks for less. */
  async "ticket.relax"(act, ticket) {
    const { skills, dropped } = relaxedSkills(ticket, act.now);
    const relaxed = dropped.length === 0 ? ticket : await act.tx.put("ticket", { ...ticket, skills });
    if (ticket.waitingSince === null) return;
    await watchWait(act, ticket, relaxed);
    if (dropped.length === 0) return;
    const names = dropped.map(skillName);
    const minutes = differenceInMinutes(act.now, ticket.waitingSince);
    await act.record(`ticket:${ticket.id}`, { kind: "relaxed", skills: names, minutes });
    act.emit("ticket.relaxed", { ticket: relaxed, skills: names });
    await offerWaiting(act, { ticketId: ticket.id });
  },

  /** It waited so long that it goes on waiting in another queue. */
  async "ticket.overflow"(act, ticket, { firstQueue = ticket.queue }) {
    const { waitingSince, queue: from, overflows } = ticket;
    const steps = queueTermsOf(act.service.policy, firstQueue).overflow;
    const dueAt = nextOverflow(ticket, steps);
    const step = steps[overflows];
    if (waitingSince === null || dueAt === null || step === undefined) return;
    if (dueAt > act.now) return watchOverflow(act, ticket, firstQueue);
    const { policy } = act.service;
    const to = queueName(policy, step.to, ticket.channelId);
    // Who is asked there is asked for what that queue asks.
    const skills = to === from ? ticket.skills : skillsFor(policy, to, ticket.channelId);
    const moved = await changeQueue(act, ticket, { queue: to, skills, overflows: overflows + 1 });
    await watchOverflow(act, moved, firstQueue);
    if (to === from) return;
    const minutes = differenceInMinutes(act.now, waitingSince);
    await act.record(`ticket:${ticket.id}`, { kind: "overflowed", from, to, minutes });
    act.emit("ticket.overflowed", { ticket: moved, from });
    await watchWait(act, ticket, moved);
    await offerWaiting(act, { ticketId: ticket.id });
  },

  /** Its agent did not answer the customer: somebody else is to. */
  async "ticket.reply_timeout"(act, ticket) {
    const { reassignAfterMinutes: minutes } = act.service.policy;
    const dueAt = replyDueAt(act.service.policy, ticket);
    if (dueAt === null || minutes === null) return;
    if (dueAt > act.now) return watchReply(act, ticket);
    await takeBack(
      act,
      ticket,
      `agent ${ticket.agentId} did not answer in ${minutes} minutes`,
      addMinutes(act.now, minutes),
    );
  },
};
