import { ChannelError, type JobRecord, type TicketStore } from "kefu";
import { describe, expect, test } from "vitest";
import { desk, last, stores, technicalIssue, until } from "../harness.ts";
import { brokenStore } from "../stores/broken/broken-store.ts";

const away = () => new ChannelError("transient", "The channel is away.");

/** A store that cannot keep customers until it is mended, so that no turn of a new one can be kept, or handed over. */
function poisoned(store: TicketStore): { readonly store: TicketStore; mend(): void } {
  let isBroken = true;
  return {
    store: brokenStore(store, {
      transaction: (tx) => ({
        put(kind, record) {
          if (isBroken && kind === "customer") throw new Error("no room for customers");
          return tx.put(kind, record);
        },
      }),
    }),
    mend: () => {
      isBroken = false;
    },
  };
}

/** A desk in which time passes until a job has failed for good. */
async function mortalDesk(store: TicketStore) {
  const made = await desk({ store });
  const untilOneDies = async () => {
    const deaths = made.told("job.died").length;
    for (let hours = 0; made.told("job.died").length === deaths; hours += 1) {
      if (hours > 100) throw new Error("Nothing died.");
      await made.pass({ hours: 1 });
    }
  };
  return { ...made, untilOneDies };
}

describe.each(stores)("dead letters on $name", ({ open }) => {
  test("a poison turn dies, is listed, mended, revived, and the customer is answered at once", async () => {
    const { store, mend } = poisoned(open());
    const { service, say, untilOneDies, channel, messagesOf } = await mortalDesk(store);
    await say("ada", "Refund policy");
    await untilOneDies();
    const [letter, ...others] = await service.deadLetters.list();
    expect(letter).toMatchObject({ kind: "turn", state: "dead", error: "no room for customers", attempt: 8 });
    expect(others).toEqual([]);
    expect((await service.check()).violations).toMatchObject([{ rule: "message.unhandled" }]);
    mend();
    await service.deadLetters.revive(letter?.id ?? "");
    await service.idle();
    expect(last(channel.sentTo("ada"))).toBe("Please see our refund policy page");
    expect((await messagesOf("ada")).map(({ status }) => status)).toEqual(["received", "sent", "sent"]);
    expect(await service.deadLetters.list()).toEqual([]);
    expect((await service.check()).violations).toEqual([]);
  });

  test("a revived turn that fails again has all its attempts, and is a dead letter again", async () => {
    const { store } = poisoned(open());
    const { service, say, untilOneDies, told } = await mortalDesk(store);
    await say("ada", "Refund policy");
    await untilOneDies();
    await service.deadLetters.revive(last(await service.deadLetters.list()).id);
    await service.idle();
    expect(await service.deadLetters.list()).toEqual([]);
    await untilOneDies();
    expect(await service.deadLetters.list()).toMatchObject([{ kind: "turn", attempt: 8 }]);
    expect(told("job.died")).toHaveLength(2);
  });

  test("a message whose delivery died is sent again, behind what was said since", async () => {
    const { service, say, untilOneDies, channel, messagesOf, told } = await mortalDesk(open());
    channel.failNext(away(), 100);
    await say("ada", "Refund policy");
    await untilOneDies();
    expect((await messagesOf("ada"))[1]).toMatchObject({ status: "failed", statusReason: "The channel is away." });
    const letter = last(await service.deadLetters.list());
    expect(letter).toMatchObject({ kind: "deliver", attempt: 100 });
    channel.hold();
    await channel.say("ada", "What are your opening hours");
    await until(() => channel.sendCalls === 101);
    await service.deadLetters.revive(letter.id);
    expect((await messagesOf("ada"))[1]).toMatchObject({ status: "pending", statusReason: null });
    channel.release();
    await service.idle();
    expect(channel.sentTo("ada")).toEqual(["Monday to Friday, 9:00 to 18:00", "Please see our refund policy page"]);
    expect((await messagesOf("ada"))[1]).toMatchObject({ status: "sent" });
    expect(told("message.sent")).toHaveLength(2);
    expect(await service.deadLetters.list()).toEqual([]);
    expect((await service.check()).violations).toEqual([]);
  });

  test("reviving a delivery is written down", async () => {
    const { service, say, untilOneDies, channel, ticketOf } = await mortalDesk(open());
    channel.failNext(away(), 100);
    await say("ada", technicalIssue);
    await untilOneDies();
    await service.deadLetters.revive(last(await service.deadLetters.list()).id);
    const { story } = await service.explain((await ticketOf("ada")).id);
    expect(story.join("\n")).toMatch(
      /message \S+ is failed: The channel is away\.[\s\S]* is pending: it is sent again\./,
    );
  });

  test("who dies while reviving a delivery revives it again, and it is sent once", async () => {
    let failures = 1;
    const store = brokenStore(open(), {
      maintenance: (maintenance) => ({
        async remove(tenant, things) {
          failures -= 1;
          if (failures === 0) throw new Error("the process died");
          return maintenance.remove(tenant, things);
        },
      }),
    });
    const { service, say, untilOneDies, channel } = await mortalDesk(store);
    channel.failNext(away(), 100);
    await say("ada", "Refund policy");
    await untilOneDies();
    const { id } = last(await service.deadLetters.list());
    await expect(service.deadLetters.revive(id)).rejects.toThrow("the process died");
    await service.deadLetters.revive(id);
    await service.idle();
    expect(channel.sentTo("ada")).toEqual(["Please see our refund policy page"]);
    expect(await service.deadLetters.list()).toEqual([]);
  });

  test("a turn that a human got meanwhile has nothing left to do", async () => {
    const { store, mend } = poisoned(open());
    const { service, say, untilOneDies, channel, told } = await mortalDesk(store);
    await say("ada", "Refund policy");
    await untilOneDies();
    mend();
    await say("ada", technicalIssue);
    const sent = channel.sent.length;
    await service.deadLetters.revive(last(await service.deadLetters.list()).id);
    await service.idle();
    expect(channel.sent).toHaveLength(sent);
    expect(told("ticket.opened")).toHaveLength(1);
    expect(await service.deadLetters.list()).toEqual([]);
  });

  test("one that is not there is refused, and one that was revived already", async () => {
    const { store } = poisoned(open());
    const { service, say, untilOneDies } = await mortalDesk(store);
    await say("ada", "Refund policy");
    await untilOneDies();
    const { id } = last(await service.deadLetters.list());
    await service.deadLetters.revive(id);
    for (const gone of [id, "4711", "no id at all"]) {
      await expect(service.deadLetters.revive(gone)).rejects.toMatchObject({
        code: "job.not_found",
        message: `There is no dead letter ${gone}.`,
      });
    }
  });

  test("one whose key a live job has is refused, and stays", async () => {
    const store = open();
    const { service } = await mortalDesk(store);
    const job = { kind: "notify", key: "k", payload: { notifierId: "nobody", notification: { key: "k" } } };
    await store.transact("default", (tx) => tx.enqueue({ ...job, maxAttempts: 1 }));
    service.wake();
    await service.idle();
    await store.transact("default", (tx) => tx.enqueue({ ...job, dueAt: new Date("2030-01-01") }));
    const { id } = last(await service.deadLetters.list());
    await expect(service.deadLetters.revive(id)).rejects.toMatchObject({ code: "job.refused", details: { key: "k" } });
    expect(await service.deadLetters.list()).toHaveLength(1);
  });

  test("they are listed oldest first, page by page", async () => {
    const store = open();
    const { service } = await mortalDesk(store);
    for (const number of [1, 2, 3]) {
      await store.transact("default", (tx) => tx.enqueue({ kind: "workflow", payload: { number }, maxAttempts: 1 }));
      service.wake();
      await service.idle();
    }
    const numbers: unknown[] = [];
    let after: JobRecord | undefined;
    do {
      [after] = await service.deadLetters.list(after === undefined ? { limit: 1 } : { limit: 1, after });
      if (after !== undefined) numbers.push(after.payload);
    } while (after !== undefined);
    expect(numbers).toEqual([{ number: 1 }, { number: 2 }, { number: 3 }]);
  });
});
