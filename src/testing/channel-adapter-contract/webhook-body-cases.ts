import { assert, assertEqual } from "../assert.ts";
import { type ChannelCase, webhookCase } from "./channel-case.ts";

export const webhookBodyCases: readonly ChannelCase[] = [
  webhookCase("takes rubbish that is genuine for nothing, and asks nobody to deliver it again", async (subject) => {
    const { webhook, handle, received } = subject;
    for (const body of rubbish) {
      const { status } = await handle(await webhook.genuine(body));
      const shown = body.slice(0, 40);
      assert(status === 200 || isRefusal(status), `This body needs 200 or a 4xx, not ${status}: ${shown}`);
      assertEqual(received, [], `Nothing should arrive of this body: ${shown}`);
    }
  }),
  webhookCase("survives any part of a request that is not what it should be", async ({ webhook, handle }) => {
    const genuine = await webhook.request([{ eventId: "contract-1", text: "hi" }]);
    for (const body of damaged(await genuine.text())) {
      const { status } = await handle(await webhook.genuine(body));
      assert(status === 200 || isRefusal(status), `This body needs 200 or a 4xx, not ${status}: ${body}`);
    }
  }),
  webhookCase("refuses a longer body than it takes with 413, whatever its length is said to be", async (subject) => {
    const { webhook, handle, received } = subject;
    const long = await webhook.genuine(" ".repeat(webhook.maxBytes + 1));
    const { url, method, headers } = long;
    const bytes = await long.arrayBuffer();
    for (const said of [`${bytes.byteLength}`, "2", null]) {
      const given = new Headers(headers);
      if (said === null) given.delete("content-length");
      else given.set("content-length", said);
      const { status } = await handle(new Request(url, { method, headers: given, body: bytes }));
      assertEqual(status, 413, `The status when the length is said to be ${said}`);
    }
    const most = await handle(await webhook.genuine(" ".repeat(webhook.maxBytes)));
    assert(most.status !== 413, "As much as it takes should not be too much.");
    assertEqual(received, [], "Nothing should arrive");
  }),
  webhookCase("reads no further than it takes", async ({ webhook, handle }) => {
    const { url, method, headers } = await webhook.genuine("");
    const { body, given } = stream(webhook.maxBytes * 10);
    const { status } = await handle(streamed(url, { method, headers, body }));
    assertEqual(status, 413, "The status");
    assert(given() <= webhook.maxBytes * 2 + 2 * chunkBytes, `It should stop soon; it read ${given()} bytes.`);
  }),
  webhookCase("does not reject when a body ends early", async ({ webhook, handle, received }) => {
    const { url, method, headers } = await webhook.request([{ eventId: "contract-1", text: "hi" }]);
    const body = new ReadableStream<Uint8Array>({ pull: (part) => part.error(new TypeError("terminated")) });
    const { status } = await handle(streamed(url, { method, headers, body }));
    assert(status >= 400, `A broken body is not taken; got ${status}.`);
    assertEqual(received, [], "Nothing should arrive");
  }),
];

const rubbish: readonly string[] = [
  ...["", " ", "not json", '{"a":', "null", "true", "0", "-1e400", '"text"', "[]", "{}", "[null]", "[[[]]]", "\u0000"],
  ...['{"__proto__":{}}', '{"constructor":1}', '{"toString":null}', "[1,2,3]", '[{"a":[{"b":[]}]}]'],
  `${"[".repeat(5_000)}${"]".repeat(5_000)}`,
  `${'{"a":'.repeat(2_000)}1${"}".repeat(2_000)}`,
];

function isRefusal(status: number): boolean {
  return status >= 400 && status < 500;
}

/** The body with each of its parts in turn replaced by something else, and left out. None when it is no JSON. */
function damaged(text: string): readonly string[] {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return [];
  }
  return damagesOf(body).map((each) => JSON.stringify(each) ?? "null");
}

const replacements: readonly unknown[] = [null, 7, -0.5, "", "text", true, [], {}, [null], undefined];

function damagesOf(part: unknown): readonly unknown[] {
  if (typeof part !== "object" || part === null) return replacements;
  const inside = Object.entries(part).flatMap(([name, value]) =>
    damagesOf(value).map((damage) =>
      Array.isArray(part) ? part.with(Number(name), damage) : { ...part, [name]: damage },
    ),
  );
  return [...replacements, ...inside];
}

const chunkBytes = 16_384;

/** So many bytes, and how many of them were read. */
function stream(bytes: number): { readonly body: ReadableStream<Uint8Array>; readonly given: () => number } {
  let given = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(part) {
      if (given >= bytes) return part.close();
      given += chunkBytes;
      part.enqueue(new Uint8Array(chunkBytes).fill(0x20));
    },
  });
  return { body, given: () => given };
}

/** A request whose body comes bit by bit; `duplex` must be said then, which the types of the web do not know yet. */
function streamed(url: string, init: RequestInit): Request {
  return new Request(url, { ...init, duplex: "half" } as RequestInit);
}
