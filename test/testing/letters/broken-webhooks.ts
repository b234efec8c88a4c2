import { type ChannelAdapter, type ChannelContext, isCode } from "kefu";
import { isSignedBody, type Webhook } from "kefu/webhook";
import { type BrokenChannel, changed } from "./broken-channel.ts";
import { letterEvents } from "./letter-channel.ts";
import { letterSubject } from "./letter-office.ts";

type Handle = NonNullable<ChannelAdapter["handle"]>;

/** The sound channel with another `handle`. */
const handling = (handle: (good: Handle) => Handle, fault?: Partial<Webhook>) => () =>
  changed((channel) => ({ handle: handle(channel.handle ?? (async () => Response.error())) }), fault);

/** The sound channel, which hands its events to the desk in another way. */
const receiving = (receive: (good: ChannelContext["receive"]) => ChannelContext["receive"]) => () =>
  changed(({ start }) => ({ start: (context) => start({ ...context, receive: receive(context.receive) }) }));

const secret = letterSubject().secrets?.[0] ?? "";
const signatureOf = (request: Request) => request.headers.get("x-seal");
const decoded = (body: Uint8Array) => JSON.parse(new TextDecoder().decode(body)) as unknown;
const forged = "refuses every forged request with 401 or 403, and takes genuine ones before and after";
const tooLong = "refuses a longer body than it takes with 413, whatever its length is said to be";
let made = 0;

export const brokenWebhooks: readonly BrokenChannel[] = [
  {
    fault: "takes what is not signed",
    contractCase: forged,
    create: () => letterSubject({ isGenuine: () => true }),
  },
  {
    fault: "takes the beginning of a signature for all of it",
    contractCase: forged,
    create: () =>
      letterSubject({
        async isGenuine(request, body) {
          const [given, good] = [signatureOf(request), await sealOf(body)];
          return given !== null && good.startsWith(given);
        },
      }),
  },
  {
    fault: "checks a body that was parsed and written again",
    contractCase: forged,
    create: () =>
      letterSubject({
        isGenuine(request, body) {
          const again = new TextEncoder().encode(JSON.stringify(decoded(body)));
          return isSignedBody({ body: again, signature: signatureOf(request), encoding: "hex", secret });
        },
      }),
  },
  {
    fault: "does not look at the method",
    contractCase: "takes no event by another method than the channel's",
    create: handling((good) => async (request) => {
      const { url, headers } = request;
      return good(new Request(url, { method: "POST", headers, body: await request.arrayBuffer() }));
    }),
  },
  {
    fault: "reads the first event only",
    contractCase: "takes every message of a request, in order",
    create: () => letterSubject({ eventsOf: (body) => letterEvents(body).slice(0, 1) }),
  },
  {
    fault: "turns the order around",
    contractCase: "takes every message of a request, in order",
    create: () => letterSubject({ eventsOf: (body) => letterEvents(body).toReversed() }),
  },
  {
    fault: "names events by when they came",
    contractCase: "names what a request carries the same when it is delivered again",
    create: () =>
      letterSubject({ eventsOf: (body) => letterEvents(body).map((event) => ({ ...event, eventId: `${made++}` })) }),
  },
  {
    fault: "answers before the desk has it",
    contractCase: "answers 503 while the desk rejects with store.unavailable, and loses nothing",
    create: handling((good) => async (request) => {
      const answer = good(request);
      return request.headers.has("x-seal") ? new Response("ok") : answer;
    }),
  },
  {
    fault: "remembers what it has seen before the desk has it",
    contractCase: "answers 503 while the desk rejects with store.unavailable, and loses nothing",
    create: () => {
      const seen = new Set<string>();
      const isNew = ({ eventId }: { eventId: string }) => !seen.has(eventId) && Boolean(seen.add(eventId));
      return letterSubject({ eventsOf: (body) => letterEvents(body).filter(isNew) });
    },
  },
  {
    fault: "drops what comes while the desk does not run",
    contractCase: "answers 503 while the desk rejects with service.not_running, and loses nothing",
    create: receiving((good) => (event) => good(event).catch(unless((error) => isCode(error, "service.not_running")))),
  },
  {
    fault: "drops what the desk fails with in an unknown way",
    contractCase: "answers 503 when the desk fails in a way that nobody knows, and loses nothing",
    create: receiving((good) => (event) => good(event).catch(unless((error) => error instanceof TypeError))),
  },
  {
    fault: "asks again for what is refused for good",
    contractCase: "takes the others when the desk refuses one message for good",
    create: receiving((good) => async (event) => {
      return good(event).catch((error) => {
        throw new Error("It failed.", { cause: error });
      });
    }),
  },
  {
    fault: "rejects when it is given no JSON",
    contractCase: "takes rubbish that is genuine for nothing, and asks nobody to deliver it again",
    create: handling((good) => async (request) => {
      await request.clone().json();
      return good(request);
    }),
  },
  {
    fault: "fails at a text that is none",
    contractCase: "survives any part of a request that is not what it should be",
    create: handling((good) => async (request) => {
      const text = await request.clone().text();
      return text.includes('"text":7') ? new Response(null, { status: 500 }) : good(request);
    }),
  },
  {
    fault: "takes bodies of any length",
    contractCase: tooLong,
    create: () => letterSubject({ maxBytes: Number.POSITIVE_INFINITY }),
  },
  {
    fault: "believes what a request says of its length",
    contractCase: tooLong,
    create: handling(
      (good) => async (request) =>
        Number(request.headers.get("content-length") ?? 0) > 50_000
          ? new Response(null, { status: 413 })
          : good(request),
      { maxBytes: Number.POSITIVE_INFINITY },
    ),
  },
  {
    fault: "reads a body to its end before it looks at its length",
    contractCase: "reads no further than it takes",
    create: handling((good) => async (request) => {
      const { url, method, headers } = request;
      if (method !== "POST") return good(request);
      return good(new Request(url, { method, headers, body: await request.arrayBuffer() }));
    }),
  },
  {
    fault: "rejects when a body breaks off",
    contractCase: "does not reject when a body ends early",
    create: handling((good) => async (request) => {
      await request.clone().arrayBuffer();
      return good(request);
    }),
  },
  {
    fault: "tells which signature it expected",
    contractCase: "tells no secret to whom it refuses",
    create: handling((good) => async (request) => {
      const answer = await good(request);
      return answer.status === 401 ? new Response(`Not sealed with ${secret}.`, { status: 401 }) : answer;
    }),
  },
  {
    fault: "refuses for ever what comes after it was stopped",
    contractCase: "answers 503 after it was stopped, so that the other end delivers again",
    create: handling((good) => async (request) => {
      const answer = await good(request);
      return (await answer.clone().text()) === "Not running." ? new Response(null, { status: 404 }) : answer;
    }),
  },
  {
    fault: "loses which option was pressed",
    contractCase: "tells which option was pressed, by its id",
    create: () =>
      letterSubject({
        eventsOf: (body) =>
          letterEvents(body).map((event) => (event.type === "message" ? { ...event, choice: undefined } : event)),
      }),
  },
  {
    fault: "takes a message that was read for one that arrived",
    contractCase: "tells what became of a message, by the id that send gave",
    create: () =>
      letterSubject({
        eventsOf: (body) =>
          letterEvents(body).map((event) => (event.type === "delivery" ? { ...event, status: "delivered" } : event)),
      }),
  },
];

/** Swallows such errors. */
function unless(isSuch: (error: unknown) => boolean): (error: unknown) => "accepted" {
  return (error) => {
    if (isSuch(error)) return "accepted";
    throw error;
  };
}

async function sealOf(body: Uint8Array<ArrayBuffer>): Promise<string> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(secret), algorithm, false, ["sign"]);
  return Buffer.from(await crypto.subtle.sign("HMAC", key, body)).toString("hex");
}
