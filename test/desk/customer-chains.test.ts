import { type CustomerMerge, isCode } from "kefu";
import { describe, expect, test } from "vitest";
import { desk, offTopic, stores, type TestDesk } from "../harness.ts";

async function ownerOf({ conversationOf }: TestDesk, thread: string): Promise<string> {
  return (await conversationOf(thread)).customerId ?? "";
}

/** Proof that whoever has this Telegram account is the other one, too. */
const proofOf = (person: string) => ({ identity: `telegram:${person}`, evidence: "showed her passport" });

describe.each(stores)("merging more than two customers on $name", ({ open }) => {
  async function three() {
    const made = await desk({ store: open() });
    for (const person of ["ada", "bob", "cem"]) await made.say(person, offTopic);
    const [ada, bob, cem] = [await ownerOf(made, "ada"), await ownerOf(made, "bob"), await ownerOf(made, "cem")];
    const owners = () => Promise.all(["ada", "bob", "cem"].map((person) => ownerOf(made, person)));
    return { ...made, ada, bob, cem, owners };
  }

  test("a chain is undone from its end, and refused from its middle", async () => {
    const { service, ada, bob, cem, owners } = await three();
    const { customers } = service;
    const first: CustomerMerge = await customers.merge(bob, ada, proofOf("ada"));
    const second = await customers.merge(cem, bob, proofOf("ada"));
    expect(await owners()).toEqual([cem, cem, cem]);
    expect(await customers.get(ada)).toMatchObject({ mergedInto: bob });
    await expect(customers.unmerge(first.id)).rejects.toSatisfy(
      (error) => isCode(error, "customer.refused") && error.message.includes(`became part of ${cem} since`),
    );
    await customers.unmerge(second.id);
    expect(await owners()).toEqual([bob, bob, cem]);
    await customers.unmerge(first.id);
    expect(await owners()).toEqual([ada, bob, cem]);
    await expect(customers.unmerge(first.id)).rejects.toSatisfy(
      (error) => isCode(error, "customer.refused") && error.message.includes("it was undone at"),
    );
    expect((await service.check()).violations).toEqual([]);
  });

  test("they are not parted while a ticket of one is part of the other's", async () => {
    const { service, ada, bob, cem, owners } = await three();
    const { customers, tickets } = service;
    const merge = await customers.merge(ada, bob, proofOf("bob"));
    const idOf = async (person: string) => {
      const { id } = await service.conversations.find("telegram", person).then((found) => found ?? { id: "" });
      return (await tickets.list({ conversationId: id }))[0]?.id ?? "";
    };
    const [own, theirs] = [await idOf("ada"), await idOf("bob")];
    for (const [source, target] of [
      [own, theirs],
      [theirs, own],
    ] as const) {
      await tickets.merge(source, { into: target });
      await expect(customers.unmerge(merge.id)).rejects.toSatisfy(
        (error) =>
          isCode(error, "customer.refused") &&
          error.message.includes(`${source} into ${target}; unmerge ${source} first`),
      );
      expect(await owners()).toEqual([ada, ada, cem]);
      await tickets.unmerge(source);
    }
    await customers.unmerge(merge.id);
    expect(await owners()).toEqual([ada, bob, cem]);
    expect((await service.check()).violations).toEqual([]);
  });

  test("two merged into one are parted in either order", async () => {
    const { service, ada, bob, cem, owners } = await three();
    const { customers } = service;
    const first = await customers.merge(ada, bob, proofOf("bob"));
    const second = await customers.merge(ada, cem, proofOf("cem"));
    await customers.unmerge(first.id);
    expect(await owners()).toEqual([ada, bob, ada]);
    await customers.merge(ada, bob, proofOf("bob"));
    await customers.unmerge(second.id);
    expect(await owners()).toEqual([ada, ada, cem]);
    expect((await customers.merges(ada)).map(({ undoneAt }) => undoneAt !== null)).toEqual([true, true, false]);
  });

  test("of a chain, erasing the last removes all of them", async () => {
    const { service, ada, bob, cem } = await three();
    const { customers } = service;
    await customers.merge(bob, ada, proofOf("ada"));
    await customers.merge(cem, bob, proofOf("bob"));
    expect(await service.tickets.list({ customerId: cem })).toHaveLength(3);
    const { removed, remaining } = await customers.erase(cem);
    expect(removed).toMatchObject({ customer: 3, customerMerge: 2, ticket: 3 });
    expect(remaining).toEqual([]);
  });
});
