import { type ChannelAdapter, ChannelError, channelErrorKinds } from "kefu";
import { type BrokenChannel, changed } from "./broken-channel.ts";
import { brokenWebhooks } from "./broken-webhooks.ts";
import { letterSubject } from "./letter-office.ts";

type Content = Parameters<ChannelAdapter["send"]>[0]["content"];

/** The sound channel, which sends something else than it was given. */
const contentChanged = (change: (content: Content) => Content) => () =>
  changed(({ send }) => ({ send: (message, o) => send({ ...message, content: change(message.content) }, o) }));

/** The sound channel, which throws something else than it would. */
const errorChanged = (change: (error: ChannelError) => Error) => () =>
  changed(({ send }) => ({
    send: (message, options) =>
      send(message, options).catch((error) => {
        throw error instanceof ChannelError ? change(error) : error;
      }),
  }));

let made = 0;

const others: readonly BrokenChannel[] = [
  {
    fault: "has another id each time",
    contractCase: "has an id and a kind that stay the same",
    create: () => changed(() => ({ id: `letters-${made++}` })),
  },
  {
    fault: "declares ids of options that no id of the desk fits",
    contractCase: "declares capabilities that can be worked with",
    create: () =>
      changed(({ capabilities }) => ({
        capabilities: { ...capabilities, options: { max: 3, titleLength: 20, idBytes: 8 } },
      })),
  },
  {
    fault: "answers to another thread",
    contractCase: "gives a person's message to the desk, with thread and sender",
    create: () =>
      changed(({ start }) => ({
        start: (context) =>
          start({ ...context, receive: (event) => context.receive({ ...event, address: "bob" } as typeof event) }),
      })),
  },
  {
    fault: "names events by when they came",
    contractCase: "names a redelivered event the same, so that the desk can drop it",
    create: () =>
      changed(({ start }) => ({
        start: (context) =>
          start({ ...context, receive: (event) => context.receive({ ...event, eventId: `event-${made++}` }) }),
      })),
  },
  {
    fault: "gives every message the same id",
    contractCase: "sends, and resolves with the channel's id of the message",
    create: () => changed(({ send }) => ({ send: (...given) => send(...given).then(() => ({ externalId: "same" })) })),
  },
  {
    fault: "escapes what needs no escape",
    contractCase: "sends what was written, and in the order in which it was asked to",
    create: contentChanged((content) => ({ ...content, text: content.text.replaceAll("&", "&amp;") })),
  },
  {
    fault: "ignores keys",
    contractCase: "takes a repetition under one key, and sends it once where it honours keys",
    create: () =>
      changed(({ send }) => ({ send: (message, o) => send({ ...message, idempotencyKey: `${made++}` }, o) })),
  },
  {
    fault: "cuts a text that fits",
    contractCase: "sends the longest text that it promises",
    create: contentChanged((content) => ({ ...content, text: content.text.slice(0, 399) })),
  },
  {
    fault: "leaves out the third button",
    contractCase: "sends as many buttons as it promises, with the longest text, titles and ids",
    create: contentChanged((content) => ({ ...content, options: content.options?.filter((_, place) => place !== 2) })),
  },
  {
    fault: "leaves out the tenth line of a list",
    contractCase: "sends as long a list as it promises, with the longest text, titles and ids",
    create: contentChanged((content) => ({ ...content, options: content.options?.slice(0, 9) })),
  },
  {
    fault: "leaves out the text under a file",
    contractCase: "sends every kind of file that it promises, with the longest text under it",
    create: contentChanged((content) => (content.media === undefined ? content : { ...content, text: "" })),
  },
  {
    fault: "throws errors of its own",
    contractCase: "throws a ChannelError when it cannot send, and sends again afterwards",
    create: errorChanged(() => new TypeError("fetch failed")),
  },
  ...channelErrorKinds.map((kind) => ({
    fault: `takes ${kind} for another kind`,
    contractCase: `tells a failure of the kind ${kind} from others`,
    create: errorChanged((error) => {
      const mistaken = kind === "transient" ? "unknown" : "transient";
      return new ChannelError(error.kind === kind ? mistaken : error.kind, error.message);
    }),
  })),
  {
    fault: "forgets how long it is asked to wait",
    contractCase: "tells a failure of the kind rate_limited from others",
    create: errorChanged((error) => new ChannelError(error.kind, error.message)),
  },
  {
    fault: "sends after its time",
    contractCase: "sends nothing when its time is over already",
    create: () =>
      changed(({ send }) => ({ send: (message) => send(message, { signal: new AbortController().signal }) })),
  },
  {
    fault: "waits for ever for an answer",
    contractCase:
      "gives up a send that is not answered when its time is over, and does not claim that nothing went out",
    create: () =>
      changed(({ send }) => ({
        send: (message, { signal }) => {
          return send(message, signal.aborted ? { signal } : { signal: new AbortController().signal });
        },
      })),
  },
  {
    fault: "says that nothing went out without knowing it",
    contractCase:
      "gives up a send that is not answered when its time is over, and does not claim that nothing went out",
    create: () => {
      const subject = errorChanged((error) => new ChannelError("transient", error.message))();
      const capabilities = { ...subject.channel.capabilities, idempotent: false };
      return { ...subject, channel: Object.assign(subject.channel, { capabilities }) };
    },
  },
  {
    fault: "shows by a message that somebody types",
    contractCase: "sends no message when it signals, whatever becomes of the signal",
    create: () =>
      changed(({ send }) => ({
        async signal({ address }, options) {
          const content = { text: "…" };
          await send({ address, content, author: { kind: "bot" }, idempotencyKey: "typing" }, options);
        },
      })),
  },
  {
    fault: "throws something else for a file",
    contractCase: "throws a ChannelError for a file that there is not",
    create: () => changed(() => ({ openMedia: () => Promise.reject(new TypeError("Invalid URL")) })),
  },
  {
    fault: "tells its token in an error's cause",
    contractCase: "tells no secret when it fails, in no error and no log",
    create: () => {
      const subject = letterSubject();
      const cause = new Error(`POST https://letters.example.com/${subject.secrets?.[0]}/send failed`);
      const { send } = subject.channel;
      subject.channel.send = (...given) =>
        send(...given).catch((error: ChannelError) => {
          throw new ChannelError(error.kind, error.message, { cause, retryAfterMs: error.retryAfterMs ?? undefined });
        });
      return subject;
    },
  },
  {
    fault: "goes on after it was stopped",
    contractCase: "receives and sends nothing after it was stopped",
    create: () => changed(() => ({ stop: async () => {} })),
  },
  {
    fault: "can be stopped once only",
    contractCase: "may be stopped twice",
    create: () =>
      changed(({ stop }) => {
        let isStopped = false;
        return {
          async stop() {
            if (isStopped) throw new Error("It was stopped before.");
            isStopped = true;
            await stop();
          },
        };
      }),
  },
];

/** Channels that each have one fault. */
export const brokenChannels: readonly BrokenChannel[] = [...others, ...brokenWebhooks];
