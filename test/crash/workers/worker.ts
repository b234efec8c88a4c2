// Runs in a process of its own, to be killed and stopped: one desk, whose channel is the process that started it.
import {
  type Answerer,
  ChannelError,
  type CustomerService,
  CustomerServiceError,
  type InboundEventInput,
  type OutgoingMessage,
} from "kefu";
import { storeAt } from "../store-at.ts";
import { channelId, deadlyQuestion, fastClock, lineChannel, numberedDesk, numbers } from "./numbered-desk.ts";
import type { FromWorker, SendOutcome, ToWorker, WorkerSetup } from "./worker-protocol.ts";

const sending = new Map<number, (outcome: SendOutcome) => void>();
let sends = 0;
let desk: CustomerService | null = null;

function tell(message: FromWorker): void {
  process.send?.(message);
}

const deadly: Answerer = {
  name: "deadly",
  async answer({ text }) {
    if (text.includes(deadlyQuestion)) process.kill(process.pid, "SIGKILL");
    return null;
  },
};

async function begin({ address, speed, leaseMs, channelTimeoutMs }: WorkerSetup): Promise<void> {
  const channel = lineChannel((message) => send(message, channelTimeoutMs));
  const store = storeAt(address, speed === 1 ? "database" : "service");
  const clock = fastClock(speed);
  desk = numberedDesk(channel, store, { clock, leaseMs, answerers: [deadly, numbers] });
  desk.on("job.died", ({ jobKind }) => tell({ kind: "job died", jobKind }));
  await desk.start();
  tell({ kind: "running" });
}

/** Hands the message to the channel, and waits for what it says, but not for ever. */
async function send(message: OutgoingMessage, timeoutMs: number): Promise<{ externalId: string }> {
  sends += 1;
  const number = sends;
  const outcome = await new Promise<SendOutcome>((resolve) => {
    sending.set(number, resolve);
    setTimeout(resolve, timeoutMs, "silence");
    tell({ kind: "send", number, message });
  });
  sending.delete(number);
  if (outcome === "silence") throw new ChannelError("unknown", `The channel said nothing for ${timeoutMs} ms.`);
  if ("externalId" in outcome) return outcome;
  throw new ChannelError(outcome.failure, `The channel says ${outcome.failure}.`, outcome.options);
}

async function receive(number: number, event: InboundEventInput): Promise<void> {
  const refusal = await (desk?.receive(channelId, event) ?? Promise.reject(new Error("No desk."))).then(
    () => null,
    codeOf,
  );
  tell({ kind: "answered", number, refusal });
}

function codeOf(error: unknown): string {
  return error instanceof CustomerServiceError ? error.code : String(error);
}

function hear(message: ToWorker): void {
  switch (message.kind) {
    case "begin":
      begin(message.setup).catch((error: unknown) => {
        tell({ kind: "failed", code: codeOf(error), sentence: String(error) });
        process.disconnect();
      });
      break;
    case "webhook":
      void receive(message.number, message.event);
      break;
    case "sent":
      sending.get(message.number)?.(message.outcome);
      break;
    default:
      message satisfies never;
  }
}

process.on("message", hear);
process.on("disconnect", () => process.exit());
tell({ kind: "loaded" });
