import fc from "fast-check";
import { CustomerServiceError } from "kefu";
import { scriptedChannel, seededRandom, simulatedClock } from "kefu/testing";
import { describe, expect, test } from "vitest";
import { stores, type TestDesk, technicalIssue, unstartedDesk } from "../harness.ts";
import { keptOpen } from "../stores/kept-open.ts";

const texts = [technicalIssue, "5", "2", "10", "it took days", "it took days", "thanks", "I want a human"];
const steps = ["close", "resolve", "reopen", "answer", "comment", "press", "restart"] as const;
type Pause = { readonly minutes: number };
type Step = (typeof steps)[number] | { readonly say: string } | Pause;

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...steps, "close", "answer", "press") },
  { weight: 3, arbitrary: fc.record({ say: fc.constantFrom(...texts) }) },
  { weight: 2, arbitrary: fc.record({ minutes: fc.constantFrom(1, 31, 31, 61, 1_500) }) },
);

/** Does a step, or is refused: not everything is possible at any time. */
async function take(made: TestDesk, step: Exclude<Step, "restart" | Pause>): Promise<unknown> {
  if (typeof step === "object") return made.channel.say("ada", step.say);
  const { id } = await made.ticketOf("ada");
  const { tickets, surveys } = made.service;
  switch (step) {
    case "close":
      return tickets.close(id).catch(expectRefusal);
    case "resolve":
      return tickets.resolve(id).catch(expectRefusal);
    case "reopen":
      return tickets.reopen(id).catch(expectRefusal);
    case "answer":
      return surveys.answer(id, { score: 3 }).catch(expectRefusal);
    case "comment":
      return surveys.comment(id, { comment: "fine" }).catch(expectRefusal);
    case "press": {
      const choice = made.channel.sent.findLast(({ content }) => content.template?.name === "survey")?.content
        .options?.[3];
      return choice && made.channel.say("ada", { text: "", choice });
    }
    default:
      return step satisfies never;
  }
}

/** Time passes for everybody: nothing else is done meanwhile. */
function isPause(step: Step): step is Pause {
  return typeof step === "object" && "minutes" in step;
}

function expectRefusal(error: unknown): void {
  if (!(error instanceof CustomerServiceError && /\.(?:refused|bad_move|not_found)$/.test(error.code))) throw error;
}

/** How often each of them occurs more than once. */
function doubled(keys: readonly string[]): readonly string[] {
  return keys.filter((key, place) => keys.indexOf(key) !== place);
}

describe.each(stores)("traffic on $name", ({ name, open }) => {
  test("a closure is asked about at most once and answered at most once, whatever happens and is stopped", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 24, maxLength: 45 }), async (all) => {
        const [store, clock] = [keptOpen(open()), simulatedClock()];
        const channel = scriptedChannel({ id: "telegram", kind: "telegram" });
        const desks: TestDesk[] = [];
        const start = async () => {
          const survey = { delayMinutes: 30, remindAfterHours: 24 };
          const made = unstartedDesk({ store, clock, channel, survey, random: seededRandom(desks.length + 1) });
          await made.service.start();
          desks.push(made);
          return made;
        };
        let made = await start();
        await made.say("ada", technicalIssue);
        for (let place = 0; place < all.length; place += 3) {
          // Three at a time: some come while others are under way.
          const group = all.slice(place, place + 3);
          await Promise.all(group.map((one) => (one === "restart" || isPause(one) ? null : take(made, one))));
          for (const one of group) if (isPause(one)) await made.pass(one);
          if (!group.includes("restart")) continue;
          await made.service.stop({ graceMs: 0 });
          made = await start();
        }
        await made.pass({ days: 3 });

        const tickets = await made.service.tickets.list({ conversationId: (await made.conversationOf("ada")).id });
        const surveys = (await Promise.all(tickets.map(({ id }) => made.service.surveys.listOf(id)))).flat();
        expect(surveys).toHaveLength(tickets.reduce((sum, { closureCount }) => sum + closureCount, 0));
        expect(doubled(surveys.map(({ ticketId, closure }) => `${ticketId}:${closure}`))).toEqual([]);
        const questions = (await made.messagesOf("ada")).flatMap(({ content: { text, template } }) =>
          template?.name === "survey" ? [`${text.slice(0, 20)} ${template.parameters.url}`] : [],
        );
        expect(doubled(questions)).toEqual([]);
        const logs = (await Promise.all(tickets.map(({ id }) => made.service.tickets.history(id)))).flat();
        const answered = logs.flatMap(({ fact }) => (fact.kind === "surveyed" ? [fact.surveyId] : []));
        expect(doubled(answered)).toEqual([]);
        expect(answered).toHaveLength(surveys.filter(({ status }) => status === "answered").length);
        expect((await made.service.check()).violations).toEqual([]);
        await made.service.stop();
      }),
      { numRuns: name === "postgres" ? 4 : 30, seed: 1 },
    );
  }, 60_000);
});
