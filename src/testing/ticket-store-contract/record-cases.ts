import { assert, assertEqual, assertRejects } from "../assert.ts";
import { sampleConversation, sampleMessage, sampleTicket, sampleTime } from "./sample-records.ts";
import { type StoreCase, times, transact } from "./store-case.ts";

const hardTexts = [
  'it\'s "quoted" `too` \\ %_; DROP TABLE ticket; --',
  "屏幕打不开，谢谢。",
  "👩‍👩‍👧‍👦 🇨🇳 é ё ﷽",
  "line\r\nline\ttab ?1 $1 :name {}",
  "",
  "长".repeat(20_000),
];

export const recordCases: readonly StoreCase[] = [
  {
    name: "a record that was never put is null",
    async check({ store }) {
      assertEqual(await transact(store, (tx) => tx.get("ticket", "T-1")), null, "An unknown ticket");
    },
  },
  {
    name: "a record comes back as it was put, at version 1, with its dates as Date",
    async check({ store }) {
      const ticket = sampleTicket("T-1", { waitingSince: sampleTime, tags: ["a", "b"] });
      const put = await transact(store, (tx) => tx.put("ticket", ticket));
      const read = await transact(store, (tx) => tx.get("ticket", "T-1"));
      assertEqual(put, { ...ticket, version: 1 }, "What put resolves with");
      assertEqual(read, { ...ticket, version: 1 }, "What get resolves with");
      assert(read?.createdAt instanceof Date, "createdAt must come back as a Date.");
      assertEqual(read.closedAt, null, "A date that is null");
    },
  },
  {
    name: "a transaction sees its own writes",
    async check({ store }) {
      await transact(store, async (tx) => {
        const first = await tx.put("ticket", sampleTicket("T-1"));
        const second = await tx.put("ticket", { ...first, status: "pending" });
        assertEqual(second.version, 2, "The version after the second put");
        assertEqual((await tx.get("ticket", "T-1"))?.status, "pending", "The status read in the same transaction");
        const found = await tx.find("ticket", "byStatus", { status: "pending" }, { limit: 10 });
        assertEqual(found, [second], "What the same transaction finds");
        assertEqual(await tx.find("ticket", "byStatus", { status: "open" }, { limit: 10 }), [], "What was before");
      });
    },
  },
  {
    name: "with lock, get and find give the same as without",
    async check({ store }) {
      const put = await transact(store, (tx) => tx.put("ticket", sampleTicket("T-1")));
      await transact(store, async (tx) => {
        assertEqual(await tx.get("ticket", "T-1", { lock: true }), put, "A locked ticket");
        const found = await tx.find("ticket", "byStatus", { status: "open" }, { limit: 1, lock: true });
        assertEqual(found, [put], "Locked tickets");
      });
    },
  },
  {
    name: "records are handed out frozen",
    async check({ store }) {
      const put = await transact(store, (tx) => tx.put("message", sampleMessage("m-1")));
      assert(Object.isFrozen(put), "What put resolves with must be frozen.");
      const read = await transact(store, (tx) => tx.get("message", "m-1"));
      assert(read !== null && Object.isFrozen(read), "What get resolves with must be frozen.");
      const key = { conversationId: "conversation-1" };
      const found = await transact(store, (tx) => tx.find("message", "ofConversation", key, { limit: 1 }));
      assert(Object.isFrozen(found[0]), "What find resolves with must be frozen.");
    },
  },
  {
    name: "what was put cannot be changed through the object that was given",
    async check({ store }) {
      const tags = ["hardware"];
      const createdAt = new Date(sampleTime);
      const ticket = { ...sampleTicket("T-1"), tags, createdAt };
      await transact(store, (tx) => tx.put("ticket", ticket));
      tryTo(() => tags.push("changed"));
      tryTo(() => createdAt.setTime(0));
      tryTo(() => Object.assign(ticket, { status: "closed" }));
      const read = await transact(store, (tx) => tx.get("ticket", "T-1"));
      assertEqual(read, { ...sampleTicket("T-1"), tags: ["hardware"], version: 1 }, "The stored ticket");
    },
  },
  {
    name: "what was read cannot be changed for others, nested objects included",
    async check({ store }) {
      const content = { text: "Hello", choice: { id: "yes" } };
      await transact(store, (tx) => tx.put("message", sampleMessage("m-1", { content })));
      const read = await transact(store, (tx) => tx.get("message", "m-1"));
      assert(read !== null, "The message must be there.");
      tryTo(() => Object.assign(read.content, { text: "changed" }));
      tryTo(() => Object.assign(read.content.choice ?? {}, { id: "changed" }));
      const again = await transact(store, (tx) => tx.get("message", "m-1"));
      assertEqual(again?.content, { text: "Hello", choice: { id: "yes" } }, "The stored content");
    },
  },
  {
    name: "text survives: quotes, SQL, Chinese, emoji, white space, 20,000 characters",
    async check({ store }) {
      for (const [number, text] of hardTexts.entries()) {
        await transact(store, (tx) => tx.put("message", sampleMessage(`m-${number}`, { content: { text } })));
        const read = await transact(store, (tx) => tx.get("message", `m-${number}`));
        assertEqual(read?.content.text, text, `Text ${number}`);
      }
    },
  },
  {
    name: "ids and index keys survive with every character",
    async check({ store }) {
      for (const text of hardTexts.slice(0, 4)) {
        const conversation = sampleConversation(text, { channelId: text, address: text });
        await transact(store, (tx) => tx.put("conversation", conversation));
        const key = { channelId: text, address: text };
        const found = await transact(store, (tx) => tx.find("conversation", "byAddress", key, { limit: 2 }));
        assertEqual(found, [{ ...conversation, version: 1 }], `What is found at the address ${text}`);
      }
    },
  },
  {
    name: "a version that is not the stored one is refused as a conflict, and nothing changes",
    async check({ store }) {
      await assertRejects("store.conflict", () =>
        transact(store, (tx) => tx.put("ticket", sampleTicket("T-1", { version: 1 }))),
      );
      const first = await transact(store, (tx) => tx.put("ticket", sampleTicket("T-1")));
      const second = await transact(store, (tx) => tx.put("ticket", { ...first, status: "pending" }));
      for (const stale of [sampleTicket("T-1"), first, { ...second, version: 7 }]) {
        await assertRejects("store.conflict", () => transact(store, (tx) => tx.put("ticket", stale)));
      }
      assertEqual(await transact(store, (tx) => tx.get("ticket", "T-1")), second, "The stored ticket");
    },
  },
  {
    name: "a unique index takes one record for each key, and lets it be put again",
    async check({ store }) {
      const first = sampleConversation("c-1", { address: "one" });
      const kept = await transact(store, (tx) => tx.put("conversation", first));
      const second = sampleConversation("c-2", { address: "one" });
      await assertRejects("store.conflict", () => transact(store, (tx) => tx.put("conversation", second)));
      assertEqual(await transact(store, (tx) => tx.get("conversation", "c-2")), null, "The second conversation");
      await transact(store, (tx) => tx.put("conversation", { ...kept, lastSequence: 1 }));
      await transact(store, (tx) => tx.put("conversation", { ...second, channelId: "other" }));
      const third = await transact(store, (tx) => tx.put("conversation", sampleConversation("c-3")));
      await assertRejects("store.conflict", () =>
        transact(store, (tx) => tx.put("conversation", { ...third, address: "one" })),
      );
    },
  },
  {
    name: "a large transaction is kept whole",
    async check({ store }) {
      await transact(store, async (tx) => {
        for (const number of times(1_000, (value) => value)) {
          await tx.put("message", sampleMessage(`m-${number}`, { sequence: number }));
        }
      });
      const key = { conversationId: "conversation-1" };
      const found = await transact(store, (tx) => tx.find("message", "ofConversation", key, { limit: 2_000 }));
      const sequences = found.map((message) => message.sequence);
      assertEqual(
        sequences,
        times(1_000, (number) => number),
        "The sequences of 1,000 messages",
      );
    },
  },
];

/** To change a frozen object throws, and that is as good as an unchanged store. */
function tryTo(change: () => unknown): void {
  try {
    change();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
}
