import { randomBytes } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { Agent, get, request } from "node:http";
import { describe, expect, test } from "vitest";
import { until } from "../../harness.ts";
import { backends } from "./backends.ts";
import { longBytes, streamingHandler } from "./streaming-handler.ts";

describe.each(backends)("a handler in $name", ({ serve }) => {
  const running = async () => {
    const made = streamingHandler();
    return { ...made, origin: await serve(made.handler) };
  };
  const responseTo = async (url: string) => ((await once(get(url), "response")) as [IncomingMessage])[0];

  test("is told the whole address, and answers GET, HEAD, and what is not there", async () => {
    const { origin } = await running();
    const answer = await fetch(`${origin}/desk/address?q=${encodeURIComponent("你好")}&x=//a`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ url: `${origin}/desk/address?q=%E4%BD%A0%E5%A5%BD&x=//a`, method: "GET" });
    const head = await fetch(`${origin}/desk/address`, { method: "HEAD" });
    expect([head.status, head.headers.get("content-type"), await head.text()]).toEqual([200, "application/json", ""]);
    expect((await fetch(`${origin}/desk/nothing`)).status).toBe(404);
    expect((await fetch(`${origin}/desk/echo`)).headers.get("allow")).toBe("POST");
  });

  test.each([
    ["application/json", '{"text":"你好","list":[1,2]}'],
    ["application/x-www-form-urlencoded", "score=4&comment=%E5%A5%BD"],
    ["text/plain", "Grüße 你好"],
    ["application/octet-stream", "\u0001\u0002"],
    ["application/json", "{}"],
  ])("is given a body of type %s", async (type, body) => {
    const { origin } = await running();
    const answer = await fetch(`${origin}/desk/echo`, { method: "POST", body, headers: { "content-type": type } });
    expect([answer.status, answer.headers.get("x-type")]).toEqual([201, type]);
    expect(await answer.text()).toBe(body);
  });

  test("is given a large body whole, and none where there is none", async () => {
    const { origin } = await running();
    const body = randomBytes(3_000_000);
    const headers = { "content-type": "application/octet-stream" };
    const answer = await fetch(`${origin}/desk/echo`, { method: "POST", body, headers });
    expect(Buffer.from(await answer.arrayBuffer()).equals(body)).toBe(true);
    expect(await (await fetch(`${origin}/desk/echo`, { method: "POST" })).text()).toBe("");
  });

  test("streams: its reader hears at once that it is open, and each event when it comes", async () => {
    const { origin, streams } = await running();
    const answer = await fetch(`${origin}/desk/events`);
    expect(answer.headers.get("content-type")).toContain("text/event-stream");
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    for (const text of ["eins", "zwei", "三"]) {
      streams[0]?.send({ type: "message", data: { text } });
      expect((await reader?.read())?.value).toContain(text);
    }
    streams[0]?.end();
    expect((await reader?.read())?.done).toBe(true);
  });

  test("notices that its reader goes away, and before it has answered", async () => {
    const { origin, ended, requests, streams } = await running();
    const leaving = new AbortController();
    await fetch(`${origin}/desk/events`, { signal: leaving.signal });
    expect(ended()).toBe(0);
    leaving.abort();
    await until(() => ended() === 1);
    expect(streams[0]?.isOpen).toBe(false);
    expect(requests[0]?.signal.aborted).toBe(true);
  });

  test("does not think that a reader went away who got everything", async () => {
    const { origin, requests } = await running();
    await (await fetch(`${origin}/desk/address`)).text();
    await (await fetch(`${origin}/desk/address`)).text();
    expect(requests.map(({ signal }) => signal.aborted)).toEqual([false, false]);
  });

  test("gives a long body only as fast as it is read, and stops when the reader goes", async () => {
    const { origin, long } = await running();
    const slow = await responseTo(`${origin}/desk/long`);
    slow.pause();
    let seen = -1;
    // It stands still, by itself, long before the end.
    await until(async () => {
      const before = seen;
      seen = long.bytes;
      for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => void setImmediate(resolve));
      return seen > 0 && before === seen;
    });
    expect(long.bytes).toBeLessThan(longBytes / 2);
    slow.destroy();
    await until(() => long.isCancelled);
  });

  test("gives all of a long body to who reads on", async () => {
    const { origin } = await running();
    expect((await (await fetch(`${origin}/desk/long`)).arrayBuffer()).byteLength).toBe(longBytes);
  });

  test("cuts a stream off whose reader is too slow, and keeps nothing of it", async () => {
    const { origin, streams, ended } = await running();
    const slow = await responseTo(`${origin}/desk/events`);
    slow.pause();
    const gone = once(slow, "error");
    const data = { text: "好".repeat(20_000) };
    let sent = 0;
    while (streams[0]?.isOpen) {
      streams[0]?.send({ type: "message", data });
      sent += 60_000;
      await new Promise((resolve) => void setImmediate(resolve));
    }
    expect(ended()).toBe(1);
    expect(sent).toBeLessThan(longBytes);
    slow.resume();
    await gone;
  });

  test("serves several requests over one connection, also after a body that nobody read", async () => {
    const { origin } = await running();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ports: (number | undefined)[] = [];
    for (const path of ["unread", "echo", "unread", "echo"]) {
      const headers = { "content-type": "application/octet-stream" };
      const sending = request(`${origin}/desk/${path}`, { method: "POST", agent, headers });
      sending.end(Buffer.alloc(300_000, 1));
      const [answer] = (await once(sending, "response")) as [IncomingMessage];
      ports.push(sending.socket?.localPort);
      expect(answer.statusCode).toBe(path === "echo" ? 201 : 413);
      answer.resume();
      await once(answer, "end");
    }
    expect(new Set(ports).size).toBe(1);
    agent.destroy();
  });

  test("sets each cookie in a line of its own", async () => {
    const { origin } = await running();
    const answer = await fetch(`${origin}/desk/cookies`);
    expect(answer.status).toBe(204);
    expect(answer.headers.getSetCookie()).toEqual(["a=1; Path=/", "b=2; Expires=Wed, 21 Oct 2026 07:28:00 GMT"]);
  });
});
