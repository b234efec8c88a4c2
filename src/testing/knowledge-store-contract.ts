import type { KnowledgeEntryInput } from "../model/knowledge.ts";
import type { KnowledgeStore } from "../ports/knowledge-store.ts";
import { assert, assertEqual, assertRejects } from "./assert.ts";
import type { ContractCase } from "./contract-case.ts";

const hours = { question: "工作时间", answer: "周一至周五 9:00-18:00" };
const password = { id: "password", question: "如何重置密码", answer: "请访问 https://example.com/reset" };
const returns = { id: "returns", question: "How do I return an order?", answer: "Within 30 days." };

/** What every {@link KnowledgeStore} keeps. `open` gives a store without entries, for each case anew. */
export function knowledgeStoreContract(open: () => Promise<KnowledgeStore>): readonly ContractCase[] {
  const given = (name: string, run: (store: KnowledgeStore) => Promise<void>): ContractCase => ({
    name,
    run: async () => run(await open()),
  });
  return [...keepingCases(given), ...searchingCases(given)];
}

type Given = (name: string, run: (store: KnowledgeStore) => Promise<void>) => ContractCase;

function keepingCases(given: Given): readonly ContractCase[] {
  return [
    given("gives an entry back as it was added, its question as its id", async (store) => {
      await store.add([hours]);
      assertEqual(await store.get("工作时间"), { ...hours, id: "工作时间", variants: [], language: null }, "The entry");
      assertEqual(await store.get("nobody"), null, "An entry that is not there");
    }),
    given("replaces the entry that has the same id", async (store) => {
      await store.add([password]);
      await store.add([
        { ...password, question: "Where is the lost-property office?", answer: "On the ground floor." },
      ]);
      assertEqual((await store.get("password"))?.answer, "On the ground floor.", "The answer");
      assertEqual(await foundIds(store, "如何重置密码"), [], "What the old question finds");
      assertEqual(await foundIds(store, "Where is the lost-property office?"), ["password"], "What the new one finds");
    }),
    given("does not find what was removed", async (store) => {
      await store.add([password, returns]);
      assertEqual(await store.remove("password"), true, "Whether it was there to remove");
      assertEqual(await store.remove("password"), false, "Whether it was there a second time");
      assertEqual(await store.get("password"), null, "The removed entry");
      assert(!(await foundIds(store, password.question)).includes("password"), "Its question should not find it.");
    }),
    given("adds all entries or none", async (store) => {
      await assertRejects("knowledge.invalid", () => store.add([password, { question: "", answer: "x" }]));
      await assertRejects("knowledge.invalid", () => store.add([returns, returns]));
      assertEqual(await store.get("password"), null, "The valid entry beside an invalid one");
      assertEqual(await foundIds(store, returns.question), [], "What the question of a twin finds");
    }),
  ];
}

function searchingCases(given: Given): readonly ContractCase[] {
  return [
    given("puts the entry that asks the very same first, with its wording as evidence", async (store) => {
      await store.add([hours, password, returns]);
      for (const { question } of [hours, password, returns]) {
        const [best] = await store.search(question, { limit: 3, language: "en" });
        assertEqual(best?.entry.question, question, "The best entry");
        assertEqual(best?.evidence.wording, question, "The wording that matched");
        assert((best?.score ?? 0) >= 0.5, `"${question}" should be found with a score of at least 0.5.`);
      }
    }),
    given("finds an entry by a variant", async (store) => {
      await store.add([password, { ...returns, variants: ["Can I bring the shoes back?"] }]);
      const [best] = await store.search("Can I bring the shoes back?", { limit: 1, language: "en" });
      assertEqual(best?.entry.id, "returns", "The best entry");
      assertEqual(best?.evidence.wording, "Can I bring the shoes back?", "The wording that matched");
    }),
    given("scores from 0 to 1, best first, each entry once, no more than the limit", async (store) => {
      await store.add(similarEntries());
      const candidates = await store.search("How do I return a red order?", { limit: 5, language: "en" });
      assert(candidates.length > 0 && candidates.length <= 5, `There should be 1 to 5; got ${candidates.length}.`);
      assertEqual(new Set(candidates.map(({ entry }) => entry.id)).size, candidates.length, "Different entries");
      for (const [place, { score }] of candidates.entries()) {
        assert(
          score >= 0 && score <= (candidates[place - 1]?.score ?? 1),
          `Score ${score} at place ${place} is too high.`,
        );
      }
    }),
    given("leaves out entries of another language", async (store) => {
      await store.add([{ ...password, language: "zh-CN" }, returns]);
      const inEnglish = await foundIds(store, password.question, "en");
      assert(!inEnglish.includes("password"), "An English customer should not find what is for Chinese ones.");
      assertEqual((await foundIds(store, password.question, "zh-CN"))[0], "password", "What a Chinese customer finds");
      assertEqual((await foundIds(store, returns.question, "zh-CN"))[0], "returns", "An entry for all languages");
    }),
    given("finds nothing for a text without meaning, and does not fail", async (store) => {
      await store.add([hours, password, returns]);
      for (const text of ["", "   ", "???!!", "👍👍", "\u0000", "\uD83D"]) {
        assertEqual(await foundIds(store, text), [], `What ${JSON.stringify(text)} finds`);
      }
    }),
    given("finds nothing before anything is added", async (store) => {
      assertEqual(await foundIds(store, "如何重置密码"), [], "What an empty store finds");
    }),
  ];
}

function similarEntries(): KnowledgeEntryInput[] {
  return ["red", "blue", "green", "large", "small", "broken", "late"].map((kind) => ({
    question: `How do I return a ${kind} order?`,
    variants: [`Return a ${kind} order`],
    answer: `Like any other, though it is ${kind}.`,
  }));
}

async function foundIds(store: KnowledgeStore, text: string, language = "en"): Promise<readonly string[]> {
  return (await store.search(text, { limit: 10, language })).map(({ entry }) => entry.id);
}
