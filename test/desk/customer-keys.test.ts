import { isCode, type RecordKind } from "kefu";
import { scriptedChannel } from "kefu/testing";
import { describe, expect, test } from "vitest";
import { desk, offTopic, stores, type TestDesk, unstartedDesk } from "../harness.ts";
import { brokenStore } from "../stores/broken/broken-store.ts";

type Keys = readonly (readonly [kind: string, value: string])[];

/** Who wrote, as a channel that vouches for them tells it. */
const from = (ids: string | readonly string[], ...keys: Keys) => ({
  from: { ids: [ids].flat(), keys: keys.map(([kind, value]) => ({ kind, value })), verified: true },
});
const phone = ["phone", "+8613800138000"] as const;

async function ownerOf({ conversationOf }: TestDesk, thread: string): Promise<string> {
  return (await conversationOf(thread)).customerId ?? "";
}

async function identityIds({ service }: TestDesk, customerId: string): Promise<readonly string[]> {
  return (await service.customers.identities(customerId)).map(({ id }) => id);
}

describe.each(stores)("keys of customers on $name", ({ open }) => {
  test("a verified key is kept in one form, and found in any", async () => {
    const made = await desk({ store: open() });
    await made.say("ada", "hello", from("ada", ["phone", "０086 (138) 0013-8000"], ["email", " Ada@Example.COM "]));
    const customerId = await ownerOf(made, "ada");
    expect(await identityIds(made, customerId)).toEqual([
      "key/email:ada@example.com",
      "key/phone:+8613800138000",
      "telegram:ada",
    ]);
    const { customers } = made.service;
    expect(await customers.findByKey({ kind: "phone", value: "0086-138-0013-8000" })).toMatchObject({ id: customerId });
    expect(await customers.findByKey({ kind: "email", value: "ADA@example.com" })).toMatchObject({ id: customerId });
    expect(await customers.findByKey({ kind: "phone", value: "+8613800138001" })).toBeNull();
  });

  test("somebody new with a verified key that is known is that customer, and the decision says by which", async () => {
    const made = await desk({ store: open() });
    await made.say("ada", "hello", from("ada", phone));
    await made.say("elsewhere", offTopic, from("another", phone));
    const customerId = await ownerOf(made, "ada");
    expect(await ownerOf(made, "elsewhere")).toBe(customerId);
    expect(made.told("customer.created")).toHaveLength(1);
    const sentences = await made.service.explain((await made.ticketOf("elsewhere")).id);
    expect(JSON.stringify(sentences)).toContain(
      `identify: telegram:another is known as customer ${customerId} by key/phone:+8613800138000.`,
    );
    const through = (await made.service.customers.identities(customerId)).map((one) => [one.id, one.through]);
    expect(Object.fromEntries(through)).toEqual({
      "telegram:ada": null,
      "key/phone:+8613800138000": "telegram:ada",
      "telegram:another": "key/phone:+8613800138000",
    });
  });

  test("a key that a visitor only claims names nobody, and is not kept", async () => {
    const made = await desk({ store: open() });
    await made.say("ada", "hello", from("ada", phone));
    const claimed = { from: { ids: ["cookie"], keys: [{ kind: "phone", value: phone[1] }], verified: false } };
    await made.say("visitor", "hello", claimed);
    const visitor = await ownerOf(made, "visitor");
    expect(visitor).not.toBe(await ownerOf(made, "ada"));
    expect(await identityIds(made, visitor)).toEqual(["telegram?cookie"]);
    expect(made.told("customer.identity_conflict")).toEqual([]);
  });

  test("no channel may have a kind under which its ids read like keys", () => {
    const channel = scriptedChannel({ id: "odd", kind: "key/phone" });
    expect(() => unstartedDesk({ store: open(), channel })).toThrow(
      'Option channels.0: no kind of channel begins with key/; got "key/phone".',
    );
  });

  test("a message of somebody known costs one reading of each identity it names, and one of the customer", async () => {
    const read: RecordKind[] = [];
    const store = brokenStore(open(), {
      reader: (reader) => ({
        get(kind, id, options) {
          read.push(kind);
          return reader.get(kind, id, options);
        },
      }),
    });
    const { say } = await desk({ store });
    for (const times of [1, 2]) {
      read.length = 0;
      await say("ada", `hello ${times}`, from("ada", phone));
    }
    const people = read.filter((kind) => kind === "identity" || kind === "customer");
    expect(people).toEqual(["identity", "identity", "customer"]);
  });

  test("one event that names two customers is the first one's, and the other is reported once", async () => {
    const made = await desk({ store: open() });
    await made.say("ada", "hello", from("ada"));
    await made.say("bob", "hello", from("bob", phone));
    const [ada, bob] = [await ownerOf(made, "ada"), await ownerOf(made, "bob")];
    for (const text of [offTopic, "still there?"]) await made.say("ada", text, from("ada", phone));
    expect(await ownerOf(made, "ada")).toBe(ada);
    const identity = "key/phone:+8613800138000";
    expect(made.told("customer.identity_conflict")).toEqual([{ customerId: ada, otherCustomerId: bob, identity }]);
    expect(made.told("customer.merged")).toEqual([]);
    expect(await identityIds(made, bob)).toContain(identity);
    const sentences = JSON.stringify(await made.service.explain((await made.ticketOf("ada")).id));
    expect(sentences).toContain(`known as customer ${ada}; ${identity} is customer ${bob}'s.`);
  });

  test("two customers are merged at once by a key of a kind that the policy names", async () => {
    const made = await desk({ store: open(), identity: { mergeOn: ["phone"] } });
    await made.say("bob", offTopic, from("bob", phone));
    await made.say("ada", offTopic, from("ada"));
    const [ada, bob] = [await ownerOf(made, "ada"), await ownerOf(made, "bob")];
    await made.say("ada", "hello", from("ada", phone));
    expect(await ownerOf(made, "ada")).toBe(bob);
    expect((await made.service.customers.get(ada)).mergedInto).toBe(bob);
    expect(await made.service.tickets.list({ customerId: bob })).toHaveLength(2);
    expect(made.told("customer.merged")).toMatchObject([
      { customer: { id: bob }, customerMerge: { keptId: bob, mergedId: ada, identity: "key/phone:+8613800138000" } },
    ]);
    expect(made.told("customer.identity_conflict")).toEqual([]);
    expect((await made.service.check()).violations).toEqual([]);
  });

  test.each(["write again", "are vouched for again"])(
    "whom people have parted are not merged again when they %s",
    async (how) => {
      const made = await desk({ store: open(), identity: { mergeOn: ["phone"] } });
      await made.say("bob", "hello", from("bob", phone));
      await made.pass({ minutes: 1 });
      await made.say("ada", offTopic, from("ada"));
      const [ada, bob] = [await ownerOf(made, "ada"), await ownerOf(made, "bob")];
      await made.say("ada", "still there?", from("ada", phone));
      const [{ customerMerge } = { customerMerge: { id: "" } }] = made.told("customer.merged");
      await made.service.customers.unmerge(customerMerge.id);
      if (how === "write again") await made.say("ada", "hello again", from("ada", phone));
      else await made.service.customers.verify(ada, { kind: "phone", value: phone[1], evidence: "one-time code" });
      await made.service.idle();
      expect(await ownerOf(made, "ada")).toBe(ada);
      expect(made.told("customer.merged")).toHaveLength(1);
      expect(made.told("customer.identity_conflict")).toMatchObject([{ customerId: ada, otherCustomerId: bob }]);
      await made.service.customers.merge(bob, ada, { key: { kind: "phone", value: phone[1] }, evidence: "a call" });
      expect(await ownerOf(made, "ada")).toBe(bob);
    },
  );

  test("a key of another kind merges nobody by itself", async () => {
    const made = await desk({ store: open(), identity: { mergeOn: ["phone"] } });
    await made.say("ada", "hello", from("ada"));
    await made.say("bob", "hello", from("bob", ["email", "x@example.com"]));
    await made.say("ada", "hello", from("ada", ["email", "X@example.com"]));
    expect(made.told("customer.merged")).toEqual([]);
    expect(made.told("customer.identity_conflict")).toHaveLength(1);
  });

  test.each<[string, Keys]>([
    ["a phone number without its country", [["phone", "0138 0013 8000"]]],
    ["a phone number that only looks like one with its country", [["phone", "138 0013 8000"]]],
    ["an address without an at sign", [["email", "ada.example.com"]]],
    ["a blank key", [["own", "  "]]],
    ["a kind that is no word", [["key:own", "1"]]],
    [
      "two accounts of one person",
      [
        ["user_id", "1"],
        ["user_id", "2"],
      ],
    ],
  ])("%s is refused, and nothing is kept", async (_, keys) => {
    const { channel, service } = await desk({ store: open() });
    await expect(channel.say("ada", "hello", from("ada", ...keys))).rejects.toSatisfy((error) =>
      isCode(error, "message.invalid"),
    );
    expect(await service.conversations.find("telegram", "ada")).toBeNull();
  });
});

describe.each(stores)("keys that the backend vouches for on $name", ({ open }) => {
  const code = { kind: "phone", value: "+86 138 0013 8000", evidence: "one-time code" };

  test("a key nobody has is attached with its evidence, and known the next time", async () => {
    const made = await desk({ store: open() });
    await made.say("visitor", "hello", { from: { ids: ["cookie"], verified: false } });
    const visitor = await ownerOf(made, "visitor");
    await made.pass({ minutes: 1 });
    const { customers } = made.service;
    expect(await customers.verify(visitor, code)).toEqual({ status: "attached", customerId: visitor });
    expect(await customers.verify(visitor, code)).toEqual({ status: "known", customerId: visitor });
    expect(await customers.identities(visitor)).toMatchObject([
      { id: "telegram?cookie", verified: false, evidence: "channel" },
      { id: "key/phone:+8613800138000", verified: true, evidence: "one-time code" },
    ]);
  });

  test("a key of another customer is a conflict that is told once, and changes nothing", async () => {
    const made = await desk({ store: open() });
    await made.say("ada", "hello", from("ada", phone));
    await made.say("bob", "hello", from("bob"));
    const [ada, bob] = [await ownerOf(made, "ada"), await ownerOf(made, "bob")];
    for (const _ of [1, 2]) {
      expect(await made.service.customers.verify(bob, code)).toEqual({ status: "conflict", customerId: ada });
    }
    expect(made.told("customer.identity_conflict")).toHaveLength(1);
    expect(await identityIds(made, bob)).toEqual(["telegram:bob"]);
  });

  test("with a kind that the policy names, a conflict becomes a merge", async () => {
    const made = await desk({ store: open(), identity: { mergeOn: ["phone"] } });
    await made.say("ada", "hello", from("ada", phone));
    await made.say("visitor", offTopic, { from: { ids: ["cookie"], verified: false } });
    const [ada, visitor] = [await ownerOf(made, "ada"), await ownerOf(made, "visitor")];
    expect(await made.service.customers.verify(visitor, code)).toEqual({ status: "conflict", customerId: ada });
    expect(made.told("customer.identity_conflict")).toEqual([]);
    await made.service.idle();
    expect(await ownerOf(made, "visitor")).toBe(ada);
    expect((await made.ticketOf("visitor")).customerId).toBe(ada);
  });

  test("a person has one account: a second user_id is refused", async () => {
    const made = await desk({ store: open() });
    await made.say("ada", "hello", from("ada", ["user_id", "1"]));
    const ada = await ownerOf(made, "ada");
    const { customers } = made.service;
    await expect(customers.verify(ada, { kind: "user_id", value: "2", evidence: "login" })).rejects.toSatisfy(
      (error) => isCode(error, "customer.refused") && error.message.includes("another person's account"),
    );
    await expect(customers.verify(ada, { kind: "phone", value: "x", evidence: "login" })).rejects.toSatisfy((error) =>
      isCode(error, "customer.refused"),
    );
    await expect(customers.verify("nobody", code)).rejects.toSatisfy((error) => isCode(error, "customer.not_found"));
  });
});

describe.each(stores)("WhatsApp users who need not show a number on $name", ({ open }) => {
  const user = (id: string, ...keys: Keys) => from(id, ["user_id", id], ...keys);

  test("who first wrote with only a business-scoped id is the same customer when the number comes along", async () => {
    const made = await desk({ store: open() });
    await made.say("US.1", "hello", user("US.1"));
    const customerId = await ownerOf(made, "US.1");
    await made.say("US.1", "hello", user("US.1", phone));
    expect(await ownerOf(made, "US.1")).toBe(customerId);
    expect(made.told("customer.created")).toHaveLength(1);
    expect(await made.service.customers.findByKey({ kind: "phone", value: phone[1] })).toMatchObject({
      id: customerId,
    });
  });

  test("who wrote with a number before is the same customer with number and id, and then with the id alone", async () => {
    const made = await desk({ store: open() });
    await made.say("8613800138000", "hello", from("8613800138000", phone));
    const customerId = await ownerOf(made, "8613800138000");
    await made.say("US.1", "hello", user("US.1", phone));
    await made.say("US.1 alone", "hello", user("US.1"));
    expect(await ownerOf(made, "US.1")).toBe(customerId);
    expect(await ownerOf(made, "US.1 alone")).toBe(customerId);
    expect(made.told("customer.created")).toHaveLength(1);
  });

  test("a number that changed is one more key of the same customer", async () => {
    const made = await desk({ store: open() });
    await made.say("US.1", "hello", user("US.1", phone));
    await made.say("US.1", "hello", user("US.1", ["phone", "+8613900139000"]));
    const customerId = await ownerOf(made, "US.1");
    expect(made.told("customer.created")).toHaveLength(1);
    expect(await identityIds(made, customerId)).toEqual(
      expect.arrayContaining(["key/phone:+8613800138000", "key/phone:+8613900139000"]),
    );
  });

  test.each([
    ["as a key", user("US.2", phone)],
    ["as the channel's own id", from(["US.2", "8613800138000"], ["user_id", "US.2"])],
    ["as the channel's only id", from("8613800138000", ["user_id", "US.2"])],
  ])(
    "a number passed on to a new user, %s, is reported, and nobody is taken for its first owner",
    async (_, sender) => {
      const made = await desk({ store: open(), identity: { mergeOn: ["phone"] } });
      await made.say("first", "hello", from(["US.1", "8613800138000"], ["user_id", "US.1"], phone));
      const first = await ownerOf(made, "first");
      for (const text of ["hello", "hello again"]) await made.say("second", text, sender);
      const second = await ownerOf(made, "second");
      expect(second).not.toBe(first);
      expect(made.told("customer.created")).toHaveLength(2);
      expect(made.told("customer.identity_conflict")).toMatchObject([{ customerId: second, otherCustomerId: first }]);
      expect(made.told("customer.merged")).toEqual([]);
      expect(await made.service.customers.findByKey({ kind: "phone", value: phone[1] })).toMatchObject({ id: first });
    },
  );
});
