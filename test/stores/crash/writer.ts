// Runs in a process of its own, to be killed: writes as fast as it can and prints the number of each acknowledged work.
import { writeSync } from "node:fs";
import { sqliteTicketStore } from "kefu/sqlite";
import { newConversation } from "../../../src/model/conversation.ts";
import { systemClock } from "../../../src/system/system-clock.ts";

const [path = "", from = "0"] = process.argv.slice(2);
const store = sqliteTicketStore(path);
await store.open({ clock: systemClock });
let next = Number(from);

async function write(): Promise<never> {
  for (;;) {
    const number = next;
    next += 1;
    await store.transact("t", async (transaction) => {
      await transaction.mark("work", `${number}`);
      const createdAt = transaction.now;
      await transaction.put(
        "conversation",
        newConversation({ id: `${number}`, channelId: "web", address: `${number}`, createdAt }),
      );
      await transaction.append(`conversation:${number}`, {
        at: createdAt,
        by: { kind: "system" },
        fact: { kind: "noted", text: `${number}` },
      });
      await transaction.enqueue({ kind: "turn", lane: `${number}`, payload: number });
    });
    // Not through the stream, which a kill would cut short: what is printed was acknowledged, and nothing more.
    writeSync(1, `${number}\n`);
  }
}

await Promise.all(Array.from({ length: 8 }, write));
