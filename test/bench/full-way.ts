import { type ChannelAdapter, type ChannelContext, CustomerService, type TicketStore } from "kefu";

/** The FAQ of the tutorial: every message of the bench is answered from it. */
const faq = {
  如何重置密码: "请访问 https://example.com/reset",
  工作时间: "我们的工作时间是周一至周五 9:00-18:00",
  退款政策: "请查看我们的退款政策页面...",
};

/** Customers who write at the same time; each waits for the answer before the next question. */
const customers = 256;

interface InstantChannel extends ChannelAdapter {
  context: ChannelContext | null;
}

/** A channel that takes everything at once. */
function instantChannel(): InstantChannel {
  let sent = 0;
  return {
    id: "bench",
    kind: "webchat",
    capabilities: { text: { max: 4_096, unit: "utf16" }, templates: false },
    context: null,
    async start(context) {
      this.context = context;
    },
    async send() {
      sent += 1;
      return { externalId: `out-${sent}` };
    },
    async stop() {},
  };
}

/** A desk on a store that answers messages as fast as it can. */
export class FullWay {
  readonly #channel = instantChannel();
  readonly #service: CustomerService;
  /** Who waits for an answer, by address. */
  readonly #waiting = new Map<string, () => void>();
  readonly #addresses = new Map<string, string>();
  readonly #name: string;
  #said = 0;

  /** `name`: unique among the desks on one store. */
  constructor(store: TicketStore, name = "bench") {
    this.#name = name;
    this.#service = new CustomerService({ channels: [this.#channel], store, faq, concurrency: customers });
    this.#service.on("conversation.started", ({ conversation }) =>
      this.#addresses.set(conversation.id, conversation.address),
    );
    this.#service.on("message.sent", ({ message }) => {
      const address = this.#addresses.get(message.conversationId);
      if (address !== undefined) this.#waiting.get(address)?.();
    });
  }

  start(): Promise<void> {
    return this.#service.start();
  }

  stop(): Promise<void> {
    return this.#service.stop();
  }

  /** Sends `count` messages the full way: received, answered, receipt recorded. Resolves with messages per second. */
  async run(count: number): Promise<number> {
    const begun = performance.now();
    let left = count;
    await Promise.all(
      Array.from({ length: customers }, async (_, index) => {
        while (left > 0) {
          left -= 1;
          await this.#ask(`${this.#name}-person-${index}`);
        }
      }),
    );
    return count / ((performance.now() - begun) / 1_000);
  }

  async #ask(person: string): Promise<void> {
    this.#said += 1;
    const answered = new Promise<void>((resolve) => this.#waiting.set(person, resolve));
    await this.#channel.context?.receive({
      type: "message",
      eventId: `${this.#name}-${this.#said}`,
      address: person,
      from: { ids: [person], verified: true },
      text: "怎么重置密码？",
    });
    await answered;
  }
}
