import {
  type Answerer,
  type ChannelAdapter,
  type Classifier,
  type Clock,
  CustomerService,
  type CustomerServiceOptions,
  type OutgoingMessage,
  type TicketStore,
} from "kefu";

/** The channel's id. */
export const channelId = "line";
/** A customer who writes this gets a human. */
export const wishForHuman = "a human, please";
/** A process that is asked this dies of it. */
export const deadlyQuestion = "a deadly question";

/** The desk of all processes. It answers "question x" with "answer x", so that every answer can be told apart. */
export function numberedDesk(
  channel: ChannelAdapter,
  store: TicketStore,
  options: Partial<CustomerServiceOptions>,
): CustomerService {
  return new CustomerService({
    channels: [channel],
    store,
    classifiers: [wishes],
    answerers: [numbers],
    agents: [{ id: "wang", skills: ["general"], capacity: 1_000 }],
    unansweredMinutes: null,
    ...options,
  });
}

const wishes: Classifier = {
  name: "wishes",
  classify: async ({ text }) => ({
    type: "simple",
    confidence: 1,
    candidates: [],
    wishes: text.includes(wishForHuman) ? ["human"] : [],
    by: "wishes",
  }),
};

/** Answers whatever holds a question. */
export const numbers: Answerer = {
  name: "numbers",
  async answer({ text }) {
    return text.includes("question") ? { text: text.replaceAll("question", "answer"), confidence: 1 } : null;
  },
};

/** The channel of that desk, with whatever carries its messages out. */
export function lineChannel(send: (message: OutgoingMessage) => Promise<{ externalId: string }>): ChannelAdapter {
  return {
    id: channelId,
    kind: channelId,
    capabilities: { text: { max: 4_096, unit: "utf16" }, templates: false },
    start: async () => {},
    send,
    stop: async () => {},
  };
}

/** A clock that goes `speed` times as fast as the machine's, and is `aheadMs` ahead of others of this speed. */
export function fastClock(speed: number, aheadMs = 0): Clock {
  return {
    now: () => new Date(Date.now() * speed + aheadMs),
    after(milliseconds, run) {
      const timer = setTimeout(() => void run(), Math.min(milliseconds / speed, longestTimerMs));
      return () => clearTimeout(timer);
    },
  };
}

const longestTimerMs = 2 ** 31 - 1;
