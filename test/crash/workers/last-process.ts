import { ChannelError, type CustomerService, type Message, systemClock } from "kefu";
import { audit, messagesOf, type Outside } from "../audit.ts";
import type { CrashDatabase } from "../crash-backend.ts";
import { sleep } from "../sleep.ts";
import { storeAt } from "../store-at.ts";
import { broken, type Finding } from "../tally.ts";
import type { LineProvider } from "./line-provider.ts";
import { fastClock, lineChannel, numberedDesk, wishForHuman } from "./numbered-desk.ts";

/** By its clock. Whatever waits for its time, a retry of a quarter of an hour at most, is due then. */
const muchLaterMs = 60 * 60_000;
/** How long what is due then may take. */
const patienceMs = 20_000;

/** After all others have ended, one more process does what they left; then every promise must hold. */
export async function whatIsLeft(
  database: CrashDatabase,
  provider: LineProvider,
  accepted: Outside["accepted"],
  speed: number,
): Promise<readonly Finding[]> {
  const channel = lineChannel(async (message) => {
    const outcome = await provider.take(message);
    if (typeof outcome === "object" && "externalId" in outcome) return outcome;
    throw new ChannelError("transient", "The provider is not calm yet.");
  });
  const clock = speed === 1 ? systemClock : fastClock(speed, muchLaterMs);
  const store = storeAt(database.address, speed === 1 ? "database" : "service");
  await using service = numberedDesk(channel, store, { clock });
  await service.start();
  const outside = { channelId: channel.id, accepted, shown: provider.shown };
  const latest = Date.now() + patienceMs;
  for (;;) {
    await service.idle();
    const findings = [...(await audit(service, outside)), ...(await answers(service, outside, provider.refused))];
    if (findings.length === 0 || Date.now() > latest) return findings;
    await sleep(100);
  }
}

/** Every question has one answer, in the order of the questions, or a human; what failed was refused by the channel. */
async function answers(
  service: CustomerService,
  { channelId, accepted, shown }: Outside,
  refused: ReadonlySet<string>,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const address of new Set(accepted.map((event) => event.address))) {
    const conversation = await service.conversations.find(channelId, address);
    const messages = conversation === null ? [] : await messagesOf(service, conversation);
    const seen = shown.filter((message) => message.address === address).map(({ text }) => text);
    findings.push(...inAnswers(messages, seen));
    const failed = messages.filter(({ id, status }) => status === "failed" && !refused.has(id));
    findings.push(
      ...failed.map(({ id, statusReason }) => broken(`${id} failed, and nobody refused it: ${statusReason}`)),
    );
  }
  return findings;
}

function inAnswers(messages: readonly Message[], seen: readonly string[]): readonly Finding[] {
  const texts = (wanted: string) => messages.filter(({ direction }) => direction === wanted).map(textOf);
  const asked = namesIn("question", texts("inbound"));
  const answered = namesIn("answer", texts("outbound"));
  const findings = [...repeated(answered, "done twice"), ...repeated(namesIn("answer", seen), "sent twice")];
  const missing = asked.filter((name) => !answered.includes(name));
  const isWithHuman = texts("inbound").includes(wishForHuman);
  if (missing.length > 0 && !isWithHuman) findings.push({ harm: "lost", sentence: `No answer to ${missing}.` });
  const inOrder = asked.filter((name) => answered.includes(name));
  if (inOrder.join() !== [...new Set(answered)].join()) {
    findings.push({ harm: "out of order", sentence: `Asked: ${inOrder}; answered: ${answered}.` });
  }
  return findings;
}

function textOf({ content }: Message): string {
  return content.text;
}

/** The names in "question <customer 1/1>." */
function namesIn(word: string, texts: readonly string[]): readonly string[] {
  return texts.flatMap((text) =>
    [...text.matchAll(new RegExp(`${word} (customer .+?)\\.`, "g"))].map(([, name = ""]) => name),
  );
}

function repeated(names: readonly string[], harm: Finding["harm"]): readonly Finding[] {
  const twice = names.filter((name, index) => names.indexOf(name) < index);
  return twice.map((name) => ({ harm, sentence: `The answer to ${name} was given again.` }));
}
