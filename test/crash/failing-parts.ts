import { ChannelError, type Classifier, CustomerService, type ServiceEvent } from "kefu";
import { scriptedChannel, seededRandom, simulatedClock } from "kefu/testing";
import { aroundScript, audit } from "./audit.ts";
import type { CrashBackend } from "./crash-backend.ts";
import { broken, type Finding, type Tally, tallyOf } from "./tally.ts";

const unreadable = "this breaks the classifier";
const question = "Refund policy";

/** Breaks at one text. */
const brittle: Classifier = {
  name: "brittle",
  async classify({ text }) {
    if (text.includes(unreadable)) throw new Error("it broke");
    return { type: "simple", confidence: 1, candidates: [], wishes: [], by: "brittle" };
  },
};

const script = [
  ["ada", unreadable],
  ["bob", question],
  ["mallory", question],
  ["mallory", `${question}?`],
  ["ada", "is anybody there"],
  ["bob", `${question}?`],
] as const;

/**
 * A classifier that always fails for one text, and a channel that always fails for one address: the first becomes a
 * human's, the second a dead letter, and whatever comes after them goes on.
 */
export async function failingParts(backend: CrashBackend): Promise<Tally> {
  const database = await backend.create();
  const [clock, channel] = [simulatedClock(), scriptedChannel()];
  const send: typeof channel.send = async (message, options) => {
    if (message.address === "mallory") throw new ChannelError("transient", "mallory's line is down");
    return channel.send(message, options);
  };
  const service = new CustomerService({
    channels: [{ ...channel, send }],
    ...{ store: database.open(), clock, random: seededRandom(1), classifiers: [brittle], unansweredMinutes: null },
    faq: { [question]: "Within 30 days." },
    agents: [{ id: "wang", skills: ["general"] }],
  });
  const events: ServiceEvent[] = [];
  service.onAny((event) => void events.push(event));
  await service.start();
  const accepted = [];
  for (const [index, [address, text]] of script.entries()) {
    const eventId = `event-${index}`;
    await channel.say(address, text, { eventId });
    accepted.push({ address, eventId });
    await service.idle();
  }
  await clock.advance({ days: 3 });
  await service.idle();
  const findings = [...(await audit(service, aroundScript(channel, accepted))), ...missingIn(events)];
  if (channel.sentTo("bob").length !== 2) findings.push(broken("Others are not answered."));
  await service.stop({ graceMs: 0 });
  await database.drop();
  return tallyOf({ messages: accepted.length, findings });
}

/** What should have been told, and was not. */
function missingIn(events: readonly ServiceEvent[]): readonly Finding[] {
  const handedOver = events.flatMap(({ name, payload }) => (name === "conversation.handed_over" ? [payload] : []));
  const died = events.flatMap(({ name, payload }) => (name === "job.died" ? [payload.jobKind] : []));
  const failed = events.flatMap(({ name, payload }) => (name === "message.failed" ? [payload.message] : []));
  const findings: Finding[] = [];
  if (handedOver.length !== 1 || handedOver[0]?.conversation.state !== "human") {
    findings.push(broken("What nobody can classify is not handed to a human."));
  }
  if (died.join() !== "deliver,deliver" || failed.length !== 2) {
    findings.push(broken("The messages on the broken line are not given up."));
  }
  return findings;
}
