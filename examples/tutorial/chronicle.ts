import type { Conversation, CustomerService, Message, Notification } from "kefu";
import { reasonsOf } from "./reasons.ts";

/** Writes down what is said and decided in the desk, for the story to tell. */
export class Chronicle {
  readonly #service: CustomerService;
  readonly #said: string[] = [];
  /** Tickets and conversations in which something happened, and how much of their logs has been told. */
  readonly #tickets = new Set<string>();
  readonly #conversations = new Set<string>();
  readonly #told = new Map<string, number>();

  constructor(service: CustomerService) {
    this.#service = service;
    service.on("message.received", ({ message, conversation }) => {
      const { choice, text } = message.content;
      this.#said.push(`${conversation.address} on ${message.channelId}: ${choice?.title ?? text}`);
      this.#touch(conversation.id, conversation.ticketId);
    });
    service.on("message.sent", async ({ message }) => {
      this.#said.push(`${speakerOf(message)} on ${message.channelId}: ${shown(message)}`);
    });
    service.onAny(({ payload }) => {
      if ("ticket" in payload) this.#touch(payload.ticket.conversationId, payload.ticket.id);
      if ("customerMerge" in payload) for (const id of payload.customerMerge.moved.tickets) this.#tickets.add(id);
      if ("survey" in payload) this.#touch(payload.survey.conversationId, payload.survey.ticketId);
    });
  }

  notified(notifierId: string, { title }: Notification): void {
    this.#said.push(`notification to the ${notifierId}: ${title}`);
  }

  note(line: string): void {
    this.#said.push(line);
  }

  /** What happened since it was last asked: what was said, then each decision and act with its reason. */
  async news(): Promise<readonly string[]> {
    const lines = this.#said.splice(0);
    for (const id of this.#conversations) {
      lines.push(...this.#untold(id, reasonsOf(await this.#service.conversations.history(id))));
    }
    for (const id of this.#tickets) lines.push(...this.#untold(id, (await this.#service.explain(id)).story));
    this.#conversations.clear();
    this.#tickets.clear();
    return lines;
  }

  #touch(conversationId: Conversation["id"], ticketId: string | null): void {
    this.#conversations.add(conversationId);
    if (ticketId !== null) this.#tickets.add(ticketId);
  }

  #untold(id: string, sentences: readonly string[]): readonly string[] {
    const before = this.#told.get(id) ?? 0;
    this.#told.set(id, sentences.length);
    return sentences.slice(before).map((sentence) => `· ${sentence}`);
  }
}

function speakerOf({ author }: Message): string {
  return author.kind === "agent" ? `agent ${author.id}` : "the bot";
}

function shown({ content }: Message): string {
  const buttons = (content.options ?? []).map(({ title }) => `[${title}]`);
  return [content.text, ...buttons].join(" ");
}
