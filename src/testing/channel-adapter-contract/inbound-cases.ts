import { assert, assertEqual } from "../assert.ts";
import type { ChannelCase } from "./channel-case.ts";

export const inboundCases: readonly ChannelCase[] = [
  {
    name: "gives a person's message to the desk, with thread and sender",
    async check({ address, say, received, channel }) {
      await say({ eventId: "contract-1", text: "你好 hello 😀" });
      const [event] = received;
      assert(event?.type === "message" && received.length === 1, `One message should arrive; got ${received.length}.`);
      assertEqual(event.text, "你好 hello 😀", "The text should arrive as it was written");
      assertEqual(event.address, address, "It should arrive in the thread to which is sent");
      const answer = { address: event.address, content: { text: "hi" }, author: { kind: "bot" } as const };
      await channel.send({ ...answer, idempotencyKey: "contract:1" }, { signal: new AbortController().signal });
    },
  },
  {
    name: "names a redelivered event the same, so that the desk can drop it",
    async check({ say, received }) {
      await say({ eventId: "contract-1", text: "once" });
      await say({ eventId: "contract-1", text: "once" });
      await say({ eventId: "contract-2", text: "once" });
      const ids = new Set(received.map((event) => event.eventId));
      assertEqual(ids.size, 2, "Two events should have two ids, however often they are delivered");
    },
  },
  {
    name: "tells which option was pressed, by its id",
    async check({ address, channel, send, press, received }) {
      const { options } = channel.capabilities;
      if (press === undefined || options === undefined) return;
      const ids = ["contract-a", "contract-b"].slice(0, options.max);
      await send("contract:1", { text: "choose", options: ids.map((id) => ({ id, title: id.slice(-1) })) });
      const optionId = ids.at(-1) ?? "";
      await press({ eventId: "contract-1", optionId });
      await press({ eventId: "contract-1", optionId });
      const [event, again] = received;
      assert(event?.type === "message", `A message should arrive; got ${event?.type}.`);
      assertEqual(event.choice?.id, optionId, "The id of the option should come back");
      assertEqual(event.address, address, "It should arrive in the thread to which is sent");
      if (again !== undefined) assertEqual(again.eventId, event.eventId, "A redelivered press should have the same id");
    },
  },
  {
    name: "tells what became of a message, by the id that send gave",
    async check({ address, send, receipt, received }) {
      if (receipt === undefined) return;
      const statuses = ["delivered", "read", "failed"] as const;
      const { externalId } = await send("contract:1", { text: "there?" });
      for (const status of statuses) await receipt(externalId, status);
      const told = received.filter((event) => event.type === "delivery");
      assertEqual(
        told.map(({ status }) => status),
        statuses,
        "Each receipt should arrive as it is",
      );
      assert(
        told.every(({ messageId }) => messageId === externalId),
        `Each should name the message ${externalId}; got ${told.map(({ messageId }) => messageId)}.`,
      );
      assert(
        told.every((event) => event.address === address),
        `Each should name the thread ${address}; got ${told.map((event) => event.address)}.`,
      );
      assertEqual(new Set(told.map(({ eventId }) => eventId)).size, 3, "Three receipts should have three ids");
    },
  },
];
