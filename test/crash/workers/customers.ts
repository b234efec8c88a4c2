import type { InboundEventInput, Random } from "kefu";
import type { Outside } from "../audit.ts";
import { sleep } from "../sleep.ts";
import { wishForHuman } from "./numbered-desk.ts";

/** How much is written. */
export interface Talk {
  readonly conversations: number;
  readonly messages: number;
  /** At most so long after the answer to the webhook comes the next message. */
  readonly pauseMs: number;
}

/** Gives a webhook to some process of the desk, and resolves with whether it was acknowledged. */
export type Webhook = (event: InboundEventInput) => Promise<boolean>;

/** Every eleventh message asks for a human: their conversations are not the bot's any more. */
const messagesPerWish = 11;

/**
 * Customers who all write at the same time, through a channel that delivers each message until it is acknowledged before
 * it delivers the next one of the same customer, and delivers some of them again later.
 */
export async function customersWrite(talk: Talk, random: Random, webhook: Webhook): Promise<Outside["accepted"]> {
  const accepted: Outside["accepted"][number][] = [];
  const again: Promise<unknown>[] = [];

  async function converse(address: string): Promise<void> {
    for (let number = 1; number <= talk.messages; number += 1) {
      const event = eventOf(address, number, random.fraction() < 1 / messagesPerWish);
      // Delivered twice at once, by a channel that is not sure.
      if (random.fraction() < 0.1) again.push(webhook(event));
      while (!(await webhook(event))) await sleep(10);
      accepted.push({ address, eventId: event.eventId });
      if (random.fraction() < 0.1) again.push(sleep(random.fraction() * 300).then(() => webhook(event)));
      await sleep(random.fraction() * talk.pauseMs);
    }
  }

  await Promise.all(Array.from({ length: talk.conversations }, (_, index) => converse(`customer ${index + 1}`)));
  await Promise.all(again);
  return accepted;
}

function eventOf(address: string, number: number, wish: boolean): InboundEventInput {
  return {
    type: "message",
    eventId: `${address}, message ${number}`,
    address,
    from: { ids: [address], verified: true },
    text: wish ? wishForHuman : `question ${address}/${number}.`,
  };
}
