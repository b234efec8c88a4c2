import { isCode } from "kefu";
import { describe, expect, test } from "vitest";
import { desk, offTopic, slowAnswerer, stores, type TestDesk, technicalIssue, until } from "../harness.ts";

const verified = (...ids: string[]) => ({ from: { ids, verified: true } });
const named = (id: string, name: string | undefined) => ({ from: { ids: [id], name, verified: true } });
const claiming = (id: string) => ({ from: { ids: [id], verified: false } });
const keyed = (id: string, kind: string, value: string) => ({
  from: { ids: [id], keys: [{ kind, value }], verified: true },
});

async function ownerOf({ conversationOf }: TestDesk, thread: string): Promise<string> {
  return (await conversationOf(thread)).customerId ?? "";
}

/** Proof that whoever has this Telegram account is the other one, too. */
const proofOf = (person: string) => ({ identity: `telegram:${person}`, evidence: "showed her passport" });

/** Ada and Bob both have a ticket, and Ada's is closed and asked about. */
async function twoCustomers(options: Parameters<typeof desk>[0]) {
  const made = await desk(options);
  await made.say("ada", technicalIssue, named("ada", "Ada"));
  await made.say("bob", offTopic, named("bob", "Bob"));
  await made.service.tickets.close((await made.ticketOf("ada")).id, { agentId: "li" });
  await made.service.idle();
  return { ...made, ada: await ownerOf(made, "ada"), bob: await ownerOf(made, "bob") };
}

describe.each(stores)("merging customers on $name", ({ open }) => {
  test("everything of the one is the other's, and nobody's work is disturbed", async () => {
    const made = await twoCustomers({ store: open() });
    const { service, ada, bob, ticketOf, conversationOf, told } = made;
    const before = { ticket: await ticketOf("bob"), conversation: await conversationOf("bob") };
    const merge = await service.customers.merge(ada, bob, { ...proofOf("bob"), agentId: "wang" });
    const { version: _, updatedAt: __, ...ticket } = { ...before.ticket, customerId: ada };
    const { version: ___, updatedAt: ____, ...conversation } = { ...before.conversation, customerId: ada };
    expect(await ticketOf("bob")).toMatchObject(ticket);
    expect(await conversationOf("bob")).toMatchObject(conversation);
    expect(await service.tickets.list({ customerId: bob })).toEqual([]);
    expect(await service.tickets.list({ customerId: ada })).toHaveLength(2);
    expect(await service.conversations.listOf(ada)).toHaveLength(2);
    expect(await service.customers.find("telegram", "bob")).toMatchObject({ id: ada, name: "Ada" });
    expect(await service.customers.get(bob)).toMatchObject({ id: bob, name: "Bob", mergedInto: ada });
    expect(told("customer.merged")).toMatchObject([{ customer: { id: ada }, customerMerge: merge }]);
    expect(await service.customers.merges(ada)).toEqual([merge]);
    expect(await service.customers.merges(bob)).toEqual([merge]);
    expect(told("ticket.moved").filter((one) => one.ticket.id === before.ticket.id)).toEqual([]);
    expect((await service.check()).violations).toEqual([]);
  });

  test("what comes in for the merged one is the other's, and a survey goes along with its ticket", async () => {
    const made = await twoCustomers({ store: open(), survey: { delayMinutes: 60 } });
    const { service, ada, bob, say, pass, told } = made;
    await service.customers.merge(bob, ada, proofOf("ada"));
    await say("ada", "Refund policy");
    await say("ada elsewhere", offTopic, verified("ada"));
    expect(await ownerOf(made, "ada elsewhere")).toBe(bob);
    await pass({ hours: 2 });
    expect(told("survey.sent")).toMatchObject([{ survey: { customerId: bob } }]);
    expect(told("customer.created")).toHaveLength(2);
  });

  test("the logs of tickets and conversations say who merged whom, and why", async () => {
    const { service, ada, bob, ticketOf, conversationOf } = await twoCustomers({ store: open() });
    const merge = await service.customers.merge(ada, bob, { ...proofOf("bob"), agentId: "wang" });
    await service.customers.unmerge(merge.id);
    const said = [
      `Agent wang moved it from customer ${bob} to ${ada}: one person, proved by telegram:bob (showed her passport).`,
      `The desk moved it from customer ${ada} back to ${bob}: they are two people after all.`,
    ];
    const { id } = await ticketOf("bob");
    const history = await service.explain(id);
    for (const sentence of said) expect(JSON.stringify(history)).toContain(sentence);
    expect(await service.conversations.explain((await conversationOf("bob")).id)).toEqual(expect.arrayContaining(said));
  });

  test("who stays keeps what is known of them, takes a name they had not, and gives it back", async () => {
    const made = await desk({ store: open() });
    const { service, say } = made;
    await say("ada", "hello", named("ada", undefined));
    await say("bob", "hello", named("bob", "Bob"));
    const [ada, bob] = [await ownerOf(made, "ada"), await ownerOf(made, "bob")];
    await service.customers.update(ada, { tier: "gold" });
    await service.customers.update(bob, { tier: "vip" });
    const merge = await service.customers.merge(ada, bob, proofOf("bob"));
    expect(await service.customers.get(ada)).toMatchObject({ name: "Bob", tier: "gold" });
    await service.customers.unmerge(merge.id);
    expect(await service.customers.get(ada)).toMatchObject({ name: null, tier: "gold", mergedInto: null });
    expect(await service.customers.get(bob)).toMatchObject({ name: "Bob", tier: "vip", mergedInto: null });
  });

  test("a name that was set since stays when they are parted", async () => {
    const made = await desk({ store: open() });
    await made.say("ada", "hello", named("ada", undefined));
    await made.say("bob", "hello", named("bob", "Bob"));
    const [ada, bob] = [await ownerOf(made, "ada"), await ownerOf(made, "bob")];
    const { customers } = made.service;
    const merge = await customers.merge(ada, bob, proofOf("bob"));
    await customers.update(ada, { name: "Ada" });
    await customers.unmerge(merge.id);
    expect((await customers.get(ada)).name).toBe("Ada");
  });

  test("who stays is asked no sooner after the other's survey, and gets who served the other last", async () => {
    const made = await twoCustomers({ store: open(), survey: { quietDays: 30 } });
    const { service, ada, bob, ticketOf, told } = made;
    const [was, other] = [await service.customers.get(bob), await service.customers.get(ada)];
    expect(other).toMatchObject({ lastAgentId: "li", lastSurveyedAt: expect.any(Date) });
    const merge = await service.customers.merge(bob, ada, proofOf("ada"));
    const { lastAgentId, lastServedAt, lastSurveyedAt } = other;
    expect(await service.customers.get(bob)).toMatchObject({ lastAgentId, lastServedAt, lastSurveyedAt });
    await service.customers.unmerge(merge.id);
    const { version: _, updatedAt: __, ...same } = was;
    expect(await service.customers.get(bob)).toMatchObject(same);
    await service.customers.merge(bob, ada, proofOf("ada"));
    await service.tickets.close((await ticketOf("bob")).id, { agentId: "wang" });
    await service.idle();
    expect(told("survey.suppressed")).toMatchObject([{ survey: { customerId: bob } }]);
    expect(told("survey.sent")).toHaveLength(1);
  });

  test("an anonymous visitor who signs in becomes the customer on the backend's word only", async () => {
    const made = await desk({ store: open() });
    await made.say("ada", "hello", keyed("ada", "user_id", "4711"));
    await made.say("visitor", offTopic, claiming("cookie"));
    const [ada, visitor] = [await ownerOf(made, "ada"), await ownerOf(made, "visitor")];
    const { customers } = made.service;
    const login = { kind: "user_id", value: "4711", evidence: "login" };
    expect(await customers.verify(visitor, login)).toEqual({ status: "conflict", customerId: ada });
    await customers.merge(ada, visitor, { key: { kind: "user_id", value: "4711" }, evidence: "login" });
    await made.say("visitor again", "hello", claiming("cookie"));
    expect(await ownerOf(made, "visitor again")).toBe(ada);
    expect((await made.ticketOf("visitor")).customerId).toBe(ada);
  });

  test.each<[string, RegExp, (made: TestDesk & { ada: string; bob: string; cem: string }) => Promise<unknown>]>([
    [
      "an identity that is only claimed",
      /telegram\?cem is only claimed/,
      ({ service, ada, cem }) =>
        service.customers.merge(ada, cem, { identity: "telegram?cem", evidence: "looks alike" }),
    ],
    [
      "the identity of a third customer",
      /telegram:bob is neither customer's/,
      ({ service, ada, cem }) => service.customers.merge(ada, cem, proofOf("bob")),
    ],
    [
      "an identity of nobody",
      /nobody has the identity/,
      ({ service, ada, bob }) => service.customers.merge(ada, bob, proofOf("dan")),
    ],
    [
      "a customer with themselves",
      /is one customer already/,
      ({ service, ada }) => service.customers.merge(ada, ada, proofOf("ada")),
    ],
    [
      "no evidence",
      /evidence: expected at least 1/,
      ({ service, ada, bob }) => service.customers.merge(ada, bob, { identity: "telegram:bob", evidence: "" }),
    ],
    [
      "neither identity nor key",
      /expected an identity, or a key/,
      ({ service, ada, bob }) => service.customers.merge(ada, bob, { evidence: "x" } as never),
    ],
  ])("%s is refused, and nothing is changed", async (_, sentence, act) => {
    const made = await twoCustomers({ store: open() });
    await made.say("cem", "hello", claiming("cem"));
    const cem = await ownerOf(made, "cem");
    const before = await Promise.all(["ada", "bob", "cem"].map(made.recordsOf));
    await expect(act({ ...made, cem })).rejects.toSatisfy(
      (error) => isCode(error, "customer.refused") && sentence.test(error.message),
    );
    expect(await Promise.all(["ada", "bob", "cem"].map(made.recordsOf))).toEqual(before);
    expect(made.told("customer.merged")).toEqual([]);
  });

  test("two people with different accounts are never one", async () => {
    const made = await desk({ store: open(), identity: { mergeOn: ["phone"] } });
    const phone = { kind: "phone", value: "+8613800138000" };
    await made.say("ada", "hello", keyed("ada", "user_id", "1"));
    await made.say("bob", "hello", keyed("bob", "user_id", "2"));
    const [ada, bob] = [await ownerOf(made, "ada"), await ownerOf(made, "bob")];
    const { customers } = made.service;
    await customers.verify(ada, { ...phone, evidence: "one-time code" });
    await expect(customers.merge(ada, bob, { key: phone, evidence: "one-time code" })).rejects.toSatisfy(
      (error) => isCode(error, "customer.refused") && error.message.includes("different accounts"),
    );
    await customers.verify(bob, { ...phone, evidence: "one-time code" });
    await made.service.idle();
    expect(made.told("customer.merged")).toEqual([]);
    expect(made.told("customer.identity_conflict")).toHaveLength(1);
  });

  test("one who is part of another is merged, changed and vouched for only as that one", async () => {
    const { service, ada, bob } = await twoCustomers({ store: open() });
    const { customers } = service;
    await customers.merge(ada, bob, proofOf("bob"));
    const refused = (error: unknown) => isCode(error, "customer.refused") && error.message.includes("became part of");
    await expect(customers.merge(ada, bob, proofOf("bob"))).rejects.toSatisfy(refused);
    await expect(customers.merge(bob, ada, proofOf("ada"))).rejects.toSatisfy(refused);
    await expect(customers.update(bob, { tier: "vip" })).rejects.toSatisfy(refused);
    const key = { kind: "email", value: "bob@example.com", evidence: "login" };
    await expect(customers.verify(bob, key)).rejects.toSatisfy(refused);
    await expect(customers.export(bob)).rejects.toSatisfy(refused);
    await expect(customers.erase(bob)).rejects.toSatisfy(refused);
  });

  test("who was erased cannot be merged, nor parted from", async () => {
    const { service, ada, bob, say, ...made } = await twoCustomers({ store: open() });
    const { customers } = service;
    const merge = await customers.merge(ada, bob, proofOf("bob"));
    await customers.erase(ada);
    for (const gone of [ada, bob]) {
      await expect(customers.get(gone)).rejects.toSatisfy((error) => isCode(error, "customer.not_found"));
    }
    await expect(customers.unmerge(merge.id)).rejects.toSatisfy((error) => isCode(error, "customer_merge.not_found"));
    await say("cem", "hello");
    const cem = await ownerOf({ ...made, service, say }, "cem");
    await expect(customers.merge(cem, ada, proofOf("cem"))).rejects.toSatisfy((error) =>
      isCode(error, "customer.not_found"),
    );
  });

  test("erasing who stayed removes all that is kept of who became part of them; exporting tells it", async () => {
    const store = open();
    const { service, ada, bob, told } = await twoCustomers({ store });
    const { customers } = service;
    await customers.verify(bob, { kind: "phone", value: "+8613800138000", evidence: "one-time code" });
    const merge = await customers.merge(ada, bob, proofOf("bob"));
    const exported = await customers.export(ada);
    expect(exported).toMatchObject({ merges: [merge], merged: [{ id: bob, name: "Bob" }] });
    expect(exported.identities).toHaveLength(3);
    expect(exported.tickets).toHaveLength(2);
    const { remaining, removed } = await customers.erase(ada);
    expect(remaining).toEqual([]);
    expect(removed).toMatchObject({ customer: 2, customerMerge: 1, identity: 3, conversation: 2, ticket: 2 });
    expect(await store.maintenance.mentions("default", [ada, bob, "8613800138000", "Bob"])).toEqual([]);
    expect(told("customer.erased")).toEqual([{ customerId: ada }]);
  });

  test("erasing the one of two who were parted leaves the other as they are", async () => {
    const store = open();
    const { service, ada, bob, recordsOf } = await twoCustomers({ store });
    const { customers } = service;
    await customers.unmerge((await customers.merge(ada, bob, proofOf("bob"))).id);
    const before = JSON.parse(await recordsOf("bob"));
    await customers.erase(ada);
    expect(JSON.parse(await recordsOf("bob"))).toMatchObject({ messages: before.messages, tickets: before.tickets });
    expect(await customers.merges(bob)).toEqual([]);
    expect(await customers.get(bob)).toMatchObject({ name: "Bob" });
  });

  test("erasing one of two parted by a desk that left a ticket of one merged into one of the other frees that", async () => {
    const store = open();
    const made = await desk({ store });
    const { service, say, ticketOf, conversationOf } = made;
    for (const person of ["ada", "bob"]) await say(person, offTopic, named(person, undefined));
    const [ada, bob] = [await ownerOf(made, "ada"), await ownerOf(made, "bob")];
    const merge = await service.customers.merge(ada, bob, proofOf("bob"));
    const { id } = await ticketOf("bob");
    await service.tickets.merge(id, { into: (await ticketOf("ada")).id });
    const [ticket, conversation] = [await ticketOf("bob"), await conversationOf("bob")];
    const [customer, [kept]] = [await service.customers.get(bob), await service.customers.merges(bob)];
    const identity = (await service.customers.identities(ada)).find((one) => one.id === "telegram:bob");
    await store.transact("default", async (tx) => {
      await tx.put("ticket", { ...ticket, customerId: bob });
      await tx.put("conversation", { ...conversation, customerId: bob });
      await tx.put("customer", { ...customer, mergedInto: null });
      if (identity !== undefined) await tx.put("identity", { ...identity, customerId: bob });
      await tx.put("customerMerge", { ...(kept ?? merge), undoneAt: made.clock.now() });
    });
    expect((await service.check()).violations).toEqual([]);
    await service.customers.erase(ada);
    expect(await service.tickets.get(id)).toMatchObject({ status: "closed", mergedInto: null, links: [] });
    expect((await service.check()).violations).toEqual([]);
  });

  test("erasing a customer leaves alone who has their number now", async () => {
    const store = open();
    const made = await desk({ store });
    const { service, say } = made;
    await say("first", "hello", { from: { ids: ["US.1", "8613800138000"], verified: true } });
    const user = { ids: ["US.2", "8613800138000"], keys: [{ kind: "user_id", value: "US.2" }], verified: true };
    await service.customers.verify(await ownerOf(made, "first"), { kind: "user_id", value: "US.1", evidence: "login" });
    await say("second", offTopic, { from: user });
    expect(made.told("customer.identity_conflict")).toHaveLength(1);
    const first = await ownerOf(made, "first");
    await service.customers.erase(first);
    // What the other's log says of the conflict stays, for people to judge; that it was told is forgotten.
    const left = await store.maintenance.mentions("default", [first]);
    expect(left.map(({ kind }) => kind)).toEqual(["log"]);
    expect((await made.messagesOf("second"))[0]?.content.text).toBe(offTopic);
    expect((await made.ticketOf("second")).customerId).toBe(await ownerOf(made, "second"));
  });
});

describe.each(stores)("a message that comes in while customers are merged on $name", ({ open }) => {
  test.each(["ada", "ada elsewhere"])("in thread %s is of who she is when it is answered", async (thread) => {
    const answerer = slowAnswerer();
    const made = await twoCustomers({ store: open(), answerers: [answerer] });
    const { service, ada, bob, channel } = made;
    const asked = async (text: string) => {
      const before = answerer.asked();
      await channel.say(thread, text, verified("ada"));
      await until(() => answerer.asked() > before);
    };
    // It is thought out anew for who she is by then, and so the answerer is asked again.
    const answered = async () => {
      let isIdle = false;
      const idle = service.idle().then(() => {
        isIdle = true;
      });
      await until(() => {
        answerer.answerWith("soon");
        return isIdle;
      });
      await idle;
    };
    await asked("slow one");
    const merge = await service.customers.merge(bob, ada, proofOf("ada"));
    await answered();
    expect(await ownerOf(made, thread)).toBe(bob);
    await asked("slow two");
    await service.customers.unmerge(merge.id);
    await answered();
    expect(await ownerOf(made, thread)).toBe(ada);
    expect(made.told("customer.created")).toHaveLength(2);
    expect((await service.check()).violations).toEqual([]);
  });

  test("from many threads at once belongs to one of them, and to her alone once they are parted", async () => {
    const made = await twoCustomers({ store: open() });
    const { service, ada, bob, channel } = made;
    const threads = Array.from({ length: 12 }, (_, number) => `thread ${number}`);
    const writing = async (some: readonly string[]) => {
      await Promise.all(some.map((thread) => channel.say(thread, offTopic, verified("ada"))));
    };
    const merging = async () => {
      const merge = await service.customers.merge(bob, ada, proofOf("ada"));
      await writing(threads.slice(4, 8));
      return merge;
    };
    const [merge] = await Promise.all([merging(), writing(threads.slice(0, 4))]);
    await service.idle();
    for (const thread of threads.slice(0, 8)) expect(await ownerOf(made, thread)).toBe(bob);
    expect((await service.check()).violations).toEqual([]);
    await Promise.all([service.customers.unmerge(merge.id), writing(threads.slice(8))]);
    await service.idle();
    for (const thread of threads) {
      expect(await ownerOf(made, thread)).toBe(ada);
      expect((await made.ticketOf(thread)).customerId).toBe(ada);
    }
    expect(await ownerOf(made, "bob")).toBe(bob);
    expect((await service.check()).violations).toEqual([]);
    expect(made.told("job.died")).toEqual([]);
  });
});
