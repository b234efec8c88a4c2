import { once } from "node:events";
import { type IncomingMessage, type RequestListener, type RequestOptions, request } from "node:http";
import {
  connect as connectHttp2,
  createServer as createHttp2Server,
  type IncomingHttpHeaders,
  type IncomingHttpStatusHeader,
  type OutgoingHttpHeaders,
} from "node:http2";
import { type AddressInfo, connect } from "node:net";
import express from "express";
import { CustomerServiceError, type Logger } from "kefu";
import { clientAddress, type NodeHandlerOptions, toNodeHandler, type WebHandler } from "kefu/node";
import { describe, expect, onTestFinished, test } from "vitest";
import { until } from "../../harness.ts";
import { statusOfTrace } from "../../status-of-trace.ts";
import { served } from "./backends.ts";
import { streamingHandler } from "./streaming-handler.ts";

const address: WebHandler = async (asked) => Response.json({ url: asked.url, from: clientAddress(asked) });

const addressServer = (options: NodeHandlerOptions = {}) => served(toNodeHandler(address, options));

/** What is answered to exactly these options, which `fetch` would set right. */
async function answerTo(
  origin: string,
  options: RequestOptions,
): Promise<{ status: number | undefined; text: string }> {
  const [answer] = (await once(request(origin, options).end(), "response")) as [IncomingMessage];
  const pieces: Buffer[] = [];
  for await (const piece of answer) pieces.push(piece);
  return { status: answer.statusCode, text: Buffer.concat(pieces).toString() };
}

/** Sends this text as it is, and resolves with the first line of the answer. */
async function firstLine(origin: string, text: string): Promise<string> {
  const socket = connect(Number(new URL(origin).port), "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  socket.end(text);
  const [data] = (await once(socket, "data")) as [Buffer];
  return data.toString().split("\r\n")[0] ?? "";
}

describe("the address of a request", () => {
  test("is what the request says; what a proxy says only where it is trusted", async () => {
    const headers = { host: "shop.example:8080", "x-forwarded-proto": "https", "x-forwarded-host": "evil.example" };
    const forwarded = { headers: { ...headers, "x-forwarded-for": "203.0.113.1, 198.51.100.7" }, path: "/a?b=1" };
    const plain = await addressServer();
    expect(JSON.parse((await answerTo(plain, forwarded)).text)).toEqual({
      ...{ url: "http://shop.example:8080/a?b=1", from: "127.0.0.1" },
    });
    const behind = await addressServer({ trustProxy: true });
    expect(JSON.parse((await answerTo(behind, forwarded)).text)).toEqual({
      ...{ url: "https://evil.example/a?b=1", from: "198.51.100.7" },
    });
    const named = await addressServer({ origin: "https://desk.example.com/ignored" });
    expect(JSON.parse((await answerTo(named, forwarded)).text)).toEqual({
      ...{ url: "https://desk.example.com/a?b=1", from: "127.0.0.1" },
    });
  });

  test.each([
    ["//evil.example/x", 200, "/x"],
    ["http://evil.example/x?y=1", 200, "/x?y=1"],
    ["/a/../../b", 200, "/b"],
    ["*", 400, ""],
    ["ftp://evil.example/x", 400, ""],
    ["evil", 400, ""],
  ])("asked for %s it never leaves its origin", async (path, status, end) => {
    const origin = await addressServer();
    const answer = await answerTo(origin, { path, method: path === "*" ? "OPTIONS" : "GET" });
    expect(answer.status).toBe(status);
    if (status !== 200) return;
    const { url } = JSON.parse(answer.text);
    expect(new URL(url).origin).toBe(origin);
    expect(url.endsWith(end)).toBe(true);
  });

  test.each(["evil.example/path?", "user@evil.example", "a b", "a#b", "[::1", "x:99999999", "[::1]:99999"])(
    "a host like %j is refused with 400",
    async (host) => {
      const origin = await addressServer();
      expect((await answerTo(origin, { headers: { host } })).status).toBe(400);
    },
  );

  test("hosts as they are written are taken, and none at all in HTTP/1.0", async () => {
    const origin = await addressServer();
    for (const host of ["[::1]:8080", "xn--fiqs8s.example", "my_host", "EXAMPLE.com."]) {
      expect((await answerTo(origin, { headers: { host } })).status).toBe(200);
    }
    expect(await firstLine(origin, "GET / HTTP/1.0\r\n\r\n")).toBe("HTTP/1.1 200 OK");
  });

  test("an origin that is none is refused when the handler is made", () => {
    for (const origin of ["desk.example.com", "ftp://desk.example.com", ""]) {
      expect(() => toNodeHandler(address, { origin })).toThrow("origin: expected an address");
    }
  });
});

test("methods that the web does not know are answered with 405", async () => {
  const origin = await addressServer();
  expect(await statusOfTrace(origin)).toBe(405);
  expect((await fetch(origin, { method: "PATCH" })).status).toBe(200);
});

describe("what goes wrong", () => {
  test("in the handler is 500, told to the logger and to nobody else", async () => {
    const told: unknown[] = [];
    const tell: Logger["error"] = (details) => void told.push(details.error);
    const logger: Logger = { debug: tell, info: tell, warn: tell, error: tell };
    const origin = await served(toNodeHandler(streamingHandler().handler, { logger }));
    const answer = await fetch(`${origin}/desk/failure`);
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain("secret");
    expect(told).toEqual([new Error("a secret of the program")]);
  });

  test.each([
    ["channel.not_found", 404],
    ["service.not_running", 503],
    ["store.unavailable", 503],
    ["message.invalid", 422],
  ] as const)("is answered by its code: %s is %i", async (code, status) => {
    const failing: WebHandler = () => Promise.reject(new CustomerServiceError(code, "No."));
    expect((await fetch(await served(toNodeHandler(failing)))).status).toBe(status);
  });

  test("a response that cannot be sent is 500", async () => {
    expect((await fetch(await served(toNodeHandler(async () => Response.error())))).status).toBe(500);
  });

  test("in the middle of a body breaks the connection off: half is not taken for the whole", async () => {
    const origin = await served(toNodeHandler(streamingHandler().handler));
    const answer = await fetch(`${origin}/desk/half`);
    expect(answer.status).toBe(200);
    await expect(answer.arrayBuffer()).rejects.toThrow();
  });

  test("a response that somebody else gave meanwhile stays", async () => {
    let cancelled = 0;
    const cancel = () => {
      cancelled += 1;
    };
    const answer = toNodeHandler(async () => new Response(new ReadableStream({ cancel }), { status: 201 }));
    const origin = await served((asked, response) => {
      response.writeHead(504).end("too late");
      void answer(asked, response);
    });
    const given = await fetch(origin);
    expect([given.status, await given.text()]).toEqual([504, "too late"]);
    await until(() => cancelled === 1);
  });

  test("who goes away in the middle of their own body is noticed by who reads it", async () => {
    let noticed: unknown;
    const origin = await served(
      toNodeHandler(async (asked) => {
        noticed = await asked.arrayBuffer().catch((error: unknown) => error);
        return new Response();
      }),
    );
    const sending = request(origin, { method: "POST", headers: { "content-length": "100" } }).on("error", () => {});
    sending.write("half");
    await once(sending, "socket");
    sending.socket?.once("connect", () => void setImmediate(() => sending.destroy()));
    await until(() => noticed instanceof Error);
  });
});

describe("a body that a parser has read", () => {
  const echo = toNodeHandler(streamingHandler().handler);
  const post = async (listener: RequestListener, type: string, body: string) => {
    const origin = await served(listener);
    const headers = { "content-type": type };
    return fetch(`${origin}/desk/echo`, { method: "POST", body, headers });
  };
  // Written again it would have no spaces.
  const spaced = '{ "text" :  "你好" }';

  test("is the bytes as they came where these were kept, as webhooks need them", async () => {
    const keeping = express.json({
      verify: (asked, _response, bytes) => void Object.assign(asked, { rawBody: bytes }),
    });
    expect(await (await post(express().use(keeping, echo), "application/json", spaced)).text()).toBe(spaced);
    const raw = express.raw({ type: () => true });
    expect(await (await post(express().use(raw, echo), "application/json", spaced)).text()).toBe(spaced);
  });

  test("else is written again, and its length with it", async () => {
    const answer = await post(express().use(express.json(), echo), "application/json", spaced);
    expect(await answer.text()).toBe('{"text":"你好"}');
    const form = "a%5Bb%5D=1&a%5Bc%5D%5B%5D=2&a%5Bc%5D%5B%5D=3&d=%E5%A5%BD";
    const urlencoded = express.urlencoded({ extended: true });
    const type = "application/x-www-form-urlencoded";
    const fields = new URLSearchParams(await (await post(express().use(urlencoded, echo), type, form)).text());
    expect([fields.get("a[b]"), fields.getAll("a[c]"), fields.get("d")]).toEqual(["1", ["2", "3"], "好"]);
  });

  test("is read as it came where a parser left it alone, though it made an object for it", async () => {
    const leaving: express.RequestHandler = (asked, _response, next) => {
      asked.body = {};
      next();
    };
    expect(await (await post(express().use(leaving, echo), "text/plain", "你好")).text()).toBe("你好");
  });

  test("and that cannot be written again is 500, not an empty body", async () => {
    const reading: express.RequestHandler = (asked, _response, next) => {
      asked.resume().on("end", () => next());
    };
    expect((await post(express().use(reading, echo), "multipart/form-data; boundary=x", "--x--")).status).toBe(500);
  });
});

test("HTTP/2 is served like HTTP/1.1: its address, a body, a stream", async () => {
  const { handler, ended } = streamingHandler();
  const server = createHttp2Server(toNodeHandler(handler)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const session = connectHttp2(origin);
  onTestFinished(() => {
    session.destroy();
    server.close();
  });
  const ask = async (headers: OutgoingHttpHeaders, body = "") => {
    const stream = session.request(headers, { endStream: body === "" }).setEncoding("utf8");
    if (body !== "") stream.end(body);
    const [answer] = (await once(stream, "response")) as [IncomingHttpHeaders & IncomingHttpStatusHeader];
    return { status: answer[":status"], stream };
  };
  const address = await ask({ ":path": "/desk/address?x=1" });
  expect(JSON.parse((await address.stream.toArray()).join(""))).toEqual({
    ...{ url: `${origin}/desk/address?x=1`, method: "GET" },
  });
  const echo = await ask({ ":path": "/desk/echo", ":method": "POST", "content-type": "text/plain" }, "你好");
  expect([echo.status, (await echo.stream.toArray()).join("")]).toEqual([201, "你好"]);
  const events = await ask({ ":path": "/desk/events" });
  expect(events.status).toBe(200);
  events.stream.close();
  await until(() => ended() === 1);
});

test("a long body to a slow reader adds no listener for each piece that waits", async () => {
  const warnings: Error[] = [];
  const warn = (warning: Error) => void warnings.push(warning);
  process.on("warning", warn);
  onTestFinished(() => void process.off("warning", warn));
  let most = 0;
  const answer = toNodeHandler(streamingHandler().handler);
  const origin = await served((asked, response) => {
    response.on("drain", () => {
      most = Math.max(most, response.listenerCount("drain"), response.listenerCount("close"));
    });
    void answer(asked, response);
  });
  let bytes = 0;
  const [slow] = (await once(request(`${origin}/desk/long`).end(), "response")) as [IncomingMessage];
  for await (const piece of slow) {
    bytes += piece.length;
    await new Promise((resolve) => void setImmediate(resolve));
  }
  expect(bytes).toBe(20_000_000);
  expect(most).toBeGreaterThan(0);
  expect(most).toBeLessThan(8);
  expect(warnings).toEqual([]);
});

/** Resolves with a figure that has stopped growing by itself. */
async function standing(figure: () => number): Promise<number> {
  let before = -1;
  await until(async () => {
    const now = figure();
    const stands = now > 0 && now === before;
    before = now;
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => void setImmediate(resolve));
    return stands;
  });
  return before;
}

test("a reader who is too slow loses the connection at once, not only when they read on", async () => {
  const { handler, streams } = streamingHandler();
  const answer = toNodeHandler(handler);
  let closed = 0;
  const origin = await served((asked, response) => {
    response.on("close", () => {
      closed += 1;
    });
    void answer(asked, response);
  });
  const asking = request(`${origin}/desk/events`).on("error", () => {});
  const [slow] = (await once(asking.end(), "response")) as [IncomingMessage];
  slow.on("error", () => {}).pause();
  while (streams[0]?.isOpen) {
    streams[0].send({ type: "message", data: { text: "好".repeat(20_000) } });
    await new Promise((resolve) => void setImmediate(resolve));
  }
  await until(() => closed === 1);
});

test("a long body of a request is taken only as fast as the handler reads it, and whole", async () => {
  let goOn = () => {};
  const patience = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const origin = await served(
    toNodeHandler(async (asked) => {
      const reader = asked.body?.getReader();
      let bytes = 0;
      for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
        bytes += part.value.length;
        await patience;
      }
      return Response.json(bytes);
    }),
  );
  const sending = request(origin, { method: "POST" });
  const piece = Buffer.alloc(100_000, 1);
  let sent = 0;
  const send = (): void => {
    while (sent < 20_000_000) {
      sent += piece.length;
      if (!sending.write(piece)) return void sending.once("drain", send);
    }
    sending.end();
  };
  send();
  expect(await standing(() => sent)).toBeLessThan(12_000_000);
  goOn();
  const [answer] = (await once(sending, "response")) as [IncomingMessage];
  expect(`${await answer.toArray()}`).toBe("20000000");
});
