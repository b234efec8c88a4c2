import { inspect } from "node:util";
import { ChannelError } from "kefu";
import { describe, expect, test } from "vitest";
import type { GraphTrouble } from "./graph-server.ts";
import { runningChannel } from "./running-channel.ts";
import { account, ada } from "./webhooks.ts";

/** What a send fails with when Graph, or the network, is like this. */
async function failureOf(trouble: GraphTrouble | null, options = {}, signal = new AbortController().signal) {
  const { channel, graph } = await runningChannel(options);
  if (trouble !== null) graph.failNext(trouble);
  const content = { text: "hi" };
  const sending = channel.send(
    { address: ada.user_id, content, author: { kind: "bot" }, idempotencyKey: "message-1" },
    { signal },
  );
  const error = await sending.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ChannelError)) throw new Error(`It should fail with a ChannelError: ${inspect(error)}`);
  return { error, graph };
}

describe("a code of Graph's has a kind, whatever its text is", () => {
  test.each<[number, number, string, string]>([
    [131_047, 400, "window_closed", "conversation"],
    [131_026, 400, "blocked", "conversation"],
    [131_056, 400, "rate_limited", "conversation"],
    [130_429, 429, "rate_limited", "channel"],
    [131_048, 429, "rate_limited", "channel"],
    [80_007, 400, "rate_limited", "channel"],
    [4, 400, "rate_limited", "channel"],
    [17, 400, "rate_limited", "channel"],
    [32, 400, "rate_limited", "channel"],
    [341, 400, "rate_limited", "channel"],
    [613, 400, "rate_limited", "channel"],
    [102, 400, "auth", "channel"],
    [190, 401, "auth", "channel"],
    [0, 401, "auth", "channel"],
    [3, 403, "auth", "channel"],
    [10, 403, "auth", "channel"],
    [200, 403, "auth", "channel"],
    [299, 403, "auth", "channel"],
    [368, 403, "auth", "channel"],
    [131_005, 403, "auth", "channel"],
    [131_031, 403, "auth", "channel"],
    [131_042, 400, "auth", "channel"],
    [131_045, 500, "auth", "channel"],
    [133_010, 400, "auth", "channel"],
    [33, 400, "invalid", "conversation"],
    [100, 400, "invalid", "conversation"],
    [130_472, 400, "invalid", "conversation"],
    [131_008, 400, "invalid", "conversation"],
    [131_009, 400, "invalid", "conversation"],
    [131_021, 400, "invalid", "conversation"],
    [131_049, 400, "invalid", "conversation"],
    [131_050, 400, "invalid", "conversation"],
    [131_051, 400, "invalid", "conversation"],
    [131_053, 400, "invalid", "conversation"],
    [132_000, 400, "invalid", "conversation"],
    [132_015, 400, "invalid", "conversation"],
    [2, 503, "transient", "conversation"],
    [131_000, 500, "transient", "conversation"],
    [131_016, 500, "transient", "conversation"],
    [131_057, 500, "transient", "conversation"],
    [133_004, 503, "transient", "conversation"],
    [1, 400, "transient", "conversation"],
    [999_999, 400, "invalid", "conversation"],
    [999_999, 403, "auth", "channel"],
    [999_999, 429, "rate_limited", "channel"],
    [999_999, 500, "transient", "conversation"],
    [999_999, 504, "unknown", "conversation"],
  ])("%i with status %i is %s, of the %s", async (code, status, kind, scope) => {
    const { error } = await failureOf({ code, status, details: "In parameter to." });
    expect(error).toMatchObject({ kind, scope, channelCode: `${code}` });
    expect(error.message).toBe(`WhatsApp refused: ${code}: (#${code}) Failed: In parameter to.`);
  });

  test("how long to wait is what Graph asks, or for one person, what Meta advises", async () => {
    const waitOf = async (trouble: GraphTrouble) => (await failureOf(trouble)).error.retryAfterMs;
    expect(await waitOf({ code: 130_429, status: 429, retryAfterSeconds: 7 })).toBe(7_000);
    expect(await waitOf({ code: 130_429, status: 429 })).toBeNull();
    expect(await waitOf({ code: 131_056, status: 400 })).toBe(16_000);
    expect(await waitOf({ code: 131_056, status: 400, retryAfterSeconds: 60 })).toBe(60_000);
    expect(await waitOf({ code: 131_016, status: 503, retryAfterSeconds: 30 })).toBe(30_000);
  });
});

describe("what stands between us and Graph", () => {
  test.each<[string, GraphTrouble, string]>([
    ["a gateway without an answer", { status: 502, body: "<html>Bad Gateway</html>" }, "unknown"],
    ["a page instead of an answer", { status: 200, body: "<html>Hello</html>" }, "unknown"],
    ["half an answer", { status: 200, body: '{"messages":[', type: "application/json" }, "unknown"],
    ["an answer without an id", { status: 200, body: '{"messages":[]}', type: "application/json" }, "unknown"],
    ["a busy gateway", { status: 429, body: "" }, "rate_limited"],
    ["a wall", { status: 403, body: "Forbidden" }, "auth"],
    ["a connection that breaks before the message was taken", { breaks: "before" }, "unknown"],
    ["a connection that breaks after it", { breaks: "after" }, "unknown"],
  ])("%s", async (_, trouble, kind) => {
    expect((await failureOf(trouble)).error).toMatchObject({ kind });
  });

  test("nobody there: certainly nothing was sent", async () => {
    const { graph } = await runningChannel();
    await graph.close();
    expect((await failureOf(null, { baseUrl: graph.url })).error).toMatchObject({
      ...{ kind: "transient", channelCode: "ECONNREFUSED", message: "WhatsApp could not be reached: ECONNREFUSED." },
    });
  });

  test("no answer before it is broken off: nobody knows", async () => {
    const abort = new AbortController();
    const breakOff: typeof fetch = (input, init) => {
      const answer = fetch(input, init);
      abort.abort();
      return answer;
    };
    expect((await failureOf({ hangs: true }, { fetch: breakOff }, abort.signal)).error).toMatchObject({
      kind: "unknown",
    });
  });

  test("broken off before it began: nothing was sent", async () => {
    const { error, graph } = await failureOf(null, {}, AbortSignal.abort());
    expect(error).toMatchObject({ kind: "transient" });
    expect(graph.requests).toEqual([]);
  });
});

describe("secrets stay here", () => {
  const secrets = [account.appSecret, account.verifyToken, "EAAJsecretOfTheTest"];

  test.each<[string, GraphTrouble | null]>([
    ["Graph repeats the token", null],
    ["the connection breaks", { breaks: "before" }],
    ["Graph fails", { code: 131_000, status: 500 }],
    ["a gateway repeats it", { status: 400, body: "Bad token EAAJsecretOfTheTest" }],
  ])("when %s, neither the error nor its causes say it", async (_, trouble) => {
    const { error } = await failureOf(trouble, { accessToken: "EAAJsecretOfTheTest" });
    const told = inspect(error, { depth: 20, showHidden: true });
    for (const secret of secrets) expect(told).not.toContain(secret);
  });

  test("when the token cannot be had, what its function failed with is not told on", async () => {
    const accessToken = () => Promise.reject(new Error("GET https://vault.example.com/?client_secret=0815 failed"));
    const { error, graph } = await failureOf(null, { accessToken });
    expect(error).toMatchObject({ kind: "transient", message: expect.stringContaining("access token") });
    expect(inspect(error, { depth: 20, showHidden: true })).not.toContain("0815");
    expect(graph.requests).toEqual([]);
  });
});
