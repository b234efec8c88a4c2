import fc from "fast-check";
import { test } from "vitest";

/** A channel's webhook, and what it may be fed with. */
export interface FuzzedWebhook {
  /** What the test is called after: "the Telegram webhook". */
  readonly name: string;
  /** A started channel, made once for the whole run. */
  readonly start: () => Promise<{
    readonly handle: (request: Request) => Promise<Response>;
    /** How many events the desk was given so far. */
    readonly received: () => number;
  }>;
  /** A genuine request with this body: right address, headers and signature. */
  readonly request: (body: Uint8Array<ArrayBuffer>) => Request | Promise<Request>;
  /** Bodies as they were recorded. */
  readonly seeds: readonly unknown[];
  /** Default: KEFU_FUZZ_RUNS, else 500. */
  readonly runs?: number;
}

/**
 * Recorded payloads with parts changed, their bytes damaged, or in requests that were tampered with: whatever comes, the
 * answer is 2xx or 4xx and never a rejection, and the desk gets nothing out of what was refused.
 */
export function fuzzWebhook({ name, start, request, seeds, runs = defaultRuns() }: FuzzedWebhook): void {
  test(`${name} answers 2xx or 4xx to whatever comes, and stores nothing it refused`, {
    timeout: 60_000 + runs * 20,
  }, async () => {
    const { handle, received } = await start();
    const damaged = fc.tuple(damagedBody(seeds), tampering);
    await fc.assert(
      fc.asyncProperty(damaged, async ([body, tamper]) => {
        const before = received();
        const response = await handle(tamper(await request(body)));
        const isRefused = response.status >= 400;
        if (response.status < 200 || response.status >= 500) throw new Error(`It answered ${response.status}.`);
        if (isRefused && received() > before) throw new Error(`It stored what it refused with ${response.status}.`);
      }),
      { numRuns: runs },
    );
  });
}

function defaultRuns(): number {
  return Number(process.env.KEFU_FUZZ_RUNS ?? 500);
}

/** Mostly JSON that is nearly right, since rubbish is refused at the door. */
function damagedBody(seeds: readonly unknown[]): fc.Arbitrary<Uint8Array<ArrayBuffer>> {
  const changed = fc
    .tuple(fc.constantFrom(...seeds), fc.array(fc.tuple(fc.nat(), change), { maxLength: 4 }))
    .map(([seed, changes]) => changes.reduce((json, [place, make]) => changedAt(json, place, make), seed));
  const text = fc.oneof(
    { weight: 8, arbitrary: changed.map((json) => JSON.stringify(json) ?? "") },
    { weight: 1, arbitrary: fc.json() },
    { weight: 1, arbitrary: fc.string() },
  );
  return fc.tuple(text, damage).map(([sound, hurt]) => hurt(new TextEncoder().encode(sound)));
}

const gone = Symbol("gone");

/** What becomes of one part of the JSON: another value, the same in a list or twice, nothing. */
const change: fc.Arbitrary<(part: unknown) => unknown> = fc.oneof(
  fc.constant(() => gone),
  fc.constant((part: unknown) => [part, part]),
  fc.constant((part: unknown) => ({ of: part })),
  fc.constant((part: unknown) => String(part)),
  fc.constant((part: unknown) => `${JSON.stringify(part)}`.repeat(300).slice(0, 60_000)),
  fc.jsonValue().map((value) => () => value),
  fc
    .constantFrom("", "\u0000", "\uD800", -1, 0, 1e300, 1.5, 2 ** 53, null, true, "__proto__", "constructor")
    .map((value) => () => value),
);

/** The JSON with one of its parts changed; `place` counts them from outside to inside, and begins anew at the end. */
function changedAt(json: unknown, place: number, make: (part: unknown) => unknown): unknown {
  let left = place % countOf(json);
  const walk = (part: unknown): unknown => {
    left -= 1;
    if (left < 0) {
      left = Number.POSITIVE_INFINITY;
      return make(part);
    }
    if (Array.isArray(part)) return part.map(walk).filter((item) => item !== gone);
    if (typeof part !== "object" || part === null) return part;
    const kept = Object.entries(part).map(([key, value]) => [key, walk(value)] as const);
    return Object.fromEntries(kept.filter(([, value]) => value !== gone));
  };
  const changed = walk(json);
  return changed === gone ? null : changed;
}

function countOf(json: unknown): number {
  if (typeof json !== "object" || json === null) return 1;
  return Object.values(json).reduce((count: number, part) => count + countOf(part), 1);
}

type Bytes = Uint8Array<ArrayBuffer>;

/** What becomes of the bytes on the way: mostly nothing. */
const damage: fc.Arbitrary<(bytes: Bytes) => Bytes> = fc.oneof(
  { weight: 8, arbitrary: fc.constant((bytes: Bytes) => bytes) },
  { weight: 1, arbitrary: fc.nat().map((end) => (bytes: Bytes) => bytes.slice(0, end % (bytes.length + 1))) },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.nat(), fc.nat(255)).map(([place, byte]) => (bytes: Bytes) => {
      const copy = bytes.slice();
      if (copy.length > 0) copy[place % copy.length] = byte;
      return copy;
    }),
  },
);

/** What becomes of the request around the body: mostly nothing; else its method, a header, one header more. */
const tampering: fc.Arbitrary<(request: Request) => Request> = fc.oneof(
  { weight: 6, arbitrary: fc.constant((request: Request) => request) },
  {
    weight: 1,
    arbitrary: fc.constantFrom("GET", "PUT", "DELETE", "OPTIONS").map((method) => (request: Request) => {
      return new Request(request.url, { method, headers: request.headers });
    }),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.nat(), fc.constantFrom("", "0", "x", "sha256=", "a".repeat(64)))
      .map(([place, value]) => (request: Request) => {
        const names = [...request.headers.keys()];
        const name = names[place % Math.max(names.length, 1)];
        if (name !== undefined) request.headers.set(name, value);
        return request;
      }),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom("content-length", "content-encoding", "transfer-encoding")
      .map((name) => (request: Request) => {
        request.headers.set(name, "999999999");
        return request;
      }),
  },
);
