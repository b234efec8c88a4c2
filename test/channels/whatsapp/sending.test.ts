import fc from "fast-check";
import type { MediaReference, MessageContent } from "kefu";
import { describe, expect, test } from "vitest";
import { fitMessage } from "../../../src/model/fit-message.ts";
import { type RunningChannel, runningChannel } from "./running-channel.ts";
import { account, ada } from "./webhooks.ts";

const never = () => new AbortController().signal;

function send({ channel }: RunningChannel, content: MessageContent, address: string = ada.user_id) {
  return channel.send({ address, content, author: { kind: "bot" }, idempotencyKey: "message-1" }, { signal: never() });
}

/** What Graph took of this content. */
async function taken(content: MessageContent, address?: string, options = {}) {
  const running = await runningChannel(options);
  await send(running, content, address);
  return running.graph.sent[0];
}

const titles = (...given: readonly string[]) => given.map((title, index) => ({ id: `option-${index}`, title }));
const image: MediaReference = { kind: "image", id: "media-1" };

describe("to whom", () => {
  test.each([
    ["US.13491208655302741918", { recipient_type: "individual", recipient: "US.13491208655302741918" }],
    ["US.ENT.11815799212886844830", { recipient_type: "individual", recipient: "US.ENT.11815799212886844830" }],
    ["8613800138000", { recipient_type: "individual", to: "8613800138000" }],
    ["+8613800138000", { recipient_type: "individual", to: "+8613800138000" }],
    ["group:Y2FwaV9ncm91cDoxNzA1", { recipient_type: "group", to: "Y2FwaV9ncm91cDoxNzA1" }],
  ])("%s", async (address, expected) => {
    expect(await taken({ text: "hi" }, address)).toMatchObject({ ...expected, type: "text", text: { body: "hi" } });
  });

  test("each message has an id of WhatsApp's, and carries its key and what it answers", async () => {
    const running = await runningChannel();
    expect(await send(running, { text: "hi", replyTo: "wamid.1" })).toEqual({ externalId: "wamid.out-1" });
    expect(running.graph.sent).toMatchObject([
      { biz_opaque_callback_data: "message-1", context: { message_id: "wamid.1" } },
    ]);
  });
});

describe("options", () => {
  test("up to three short ones are buttons", async () => {
    expect(await taken({ text: "Which?", options: titles("a", "b", "z".repeat(20)) })).toMatchObject({
      interactive: {
        type: "button",
        body: { text: "Which?" },
        action: { buttons: titles("a", "b", "z".repeat(20)).map((reply) => ({ type: "reply", reply })) },
      },
    });
  });

  test.each([
    ["more", titles("a", "b", "c", "d")],
    ["longer", titles("a", "z".repeat(24))],
    ["ten", titles(..."abcdefghij")],
  ])("%s are a list", async (_, options) => {
    expect(await taken({ text: "Which?", options })).toMatchObject({
      interactive: { type: "list", action: { button: "Choose", sections: [{ rows: options }] } },
    });
  });

  test("the button of a list speaks the language of the text, or the words it is given", async () => {
    const options = titles("a", "b", "c", "d");
    const labelOf = async (text: string, given = {}) => {
      const sent = await taken({ text, options }, undefined, given);
      return sent?.type === "interactive" && sent.interactive.type === "list" ? sent.interactive.action.button : null;
    };
    expect(await labelOf("请选择一项")).toBe("选择");
    expect(await labelOf("¿Cuál?")).toBe("Choose");
    expect(await labelOf("¿Cuál?", { listLabel: "Elegir" })).toBe("Elegir");
  });

  test("stand under a word when there is no text", async () => {
    expect(await taken({ text: "", options: titles("a") })).toMatchObject({
      interactive: { body: { text: "Choose" } },
    });
  });
});

describe("files", () => {
  test.each<[string, MessageContent, Record<string, unknown>]>([
    ["by id, with the text under it", { text: "look", media: [image] }, { image: { id: "media-1", caption: "look" } }],
    ["without a text", { text: "", media: [image] }, { image: { id: "media-1" } }],
    [
      "by address, with a name",
      { text: "bill", media: [{ kind: "document", id: "https://example.com/1.pdf", fileName: "账单.pdf" }] },
      { document: { link: "https://example.com/1.pdf", filename: "账单.pdf", caption: "bill" } },
    ],
    ["video", { text: "", media: [{ kind: "video", id: "media-1" }] }, { video: { id: "media-1" } }],
    [
      "sound, which has no text",
      { text: "no", media: [{ kind: "audio", id: "media-1" }] },
      { audio: { id: "media-1" } },
    ],
    ["stickers", { text: "", media: [{ kind: "sticker", id: "media-1" }] }, { sticker: { id: "media-1" } }],
  ])("%s", async (_, content, expected) => {
    expect(await taken(content)).toMatchObject(expected);
  });

  test("are handed over before, by upload", async () => {
    const { channel, graph } = await runningChannel();
    const id = await channel.upload(new Blob(["%PDF"], { type: "application/pdf" }), { fileName: "账单.pdf" });
    expect(id).toBe("media-1");
    expect(graph.uploads[0]).toContain('name="file"; filename="账单.pdf"\r\nContent-Type: application/pdf');
    await expect(channel.upload(new Blob(["?"]))).rejects.toMatchObject({ kind: "invalid" });
  });
});

describe("files that came in", () => {
  const open = ({ channel }: RunningChannel, id: string) =>
    channel.openMedia?.({ kind: "image", id }, { signal: never() }) ?? Promise.reject(new Error("It opens none."));

  test("are opened with the token", async () => {
    const running = await runningChannel();
    running.graph.keepFile("4711", "bytes");
    const { body, mimeType, size } = await open(running, "4711");
    expect([await new Response(body).text(), mimeType, size]).toEqual(["bytes", "image/png", 5]);
    expect(running.graph.requests.map(({ path, token }) => [path, token])).toEqual([
      ["/v26.0/4711", account.accessToken],
      ["/files/4711", account.accessToken],
    ]);
  });

  test.each([
    "https://evil.example.com/steal",
    "http://lookaside.fbsbx.com/file",
    "https://fbsbx.com.evil.example/file",
  ])("are not fetched from %s: the token stays here", async (at) => {
    const running = await runningChannel();
    running.graph.keepFile("4711", "bytes", at);
    await expect(open(running, "4711")).rejects.toMatchObject({ kind: "invalid" });
    expect(running.graph.requests).toHaveLength(1);
  });

  test("are fetched from Meta's hosts", async () => {
    const asked: string[] = [];
    const spy: typeof fetch = async (input, init) => {
      asked.push(String(input));
      return String(input).startsWith("https:") ? new Response("bytes") : fetch(input, init);
    };
    const running = await runningChannel({ fetch: spy });
    running.graph.keepFile("4711", "bytes", "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=4711");
    await open(running, "4711");
    expect(asked).toHaveLength(2);
  });

  test.each(["https://evil.example.com/steal", "../me", "4711?fields=name", ""])("have no id like %s", async (id) => {
    const running = await runningChannel();
    await expect(open(running, id)).rejects.toMatchObject({ kind: "invalid" });
    expect(running.graph.requests).toEqual([]);
  });

  test("that are gone cannot be opened", async () => {
    const running = await runningChannel();
    await expect(open(running, "4711")).rejects.toMatchObject({ kind: "invalid", channelCode: "100" });
  });
});

describe("templates", () => {
  const parametersOf = async (parameters: Record<string, string>, media?: readonly MediaReference[]) => {
    const template = { name: "order_ready", language: "zh_CN", parameters };
    const sent = await taken({ text: "Your order is ready.", template, media });
    return sent?.type === "template" ? sent.template : null;
  };

  test("numbers fill places in their order", async () => {
    const parameters = { "10": "j", "2": "b", "1": "a" };
    expect(await parametersOf(parameters)).toEqual({
      ...{ name: "order_ready", language: { code: "zh_CN" } },
      components: [{ type: "body", parameters: ["a", "b", "j"].map((text) => ({ type: "text", text })) }],
    });
  });

  test("names fill the places of their names", async () => {
    const template = await parametersOf({ order_id: "7", firstName: "Ada" });
    expect(template?.components?.[0]?.parameters).toEqual([
      { type: "text", parameter_name: "order_id", text: "7" },
      { type: "text", parameter_name: "firstName", text: "Ada" },
    ]);
  });

  test("a file stands in the header, and nothing need be filled", async () => {
    expect((await parametersOf({}, [image]))?.components).toEqual([
      { type: "header", parameters: [{ type: "image", image: { id: "media-1" } }] },
    ]);
    expect(await parametersOf({})).toEqual({ name: "order_ready", language: { code: "zh_CN" } });
  });
});

test("Graph takes whatever a desk makes of a message by the capabilities", async () => {
  const running = await runningChannel();
  const text = fc.string({
    unit: fc.constantFrom("a", " ", "\n", "中", "👨‍👩‍👧‍👦", "𠮷"),
    maxLength: 6_000,
    size: "max",
  });
  const title = fc.string({ unit: fc.constantFrom("b", "文", "👍"), minLength: 1, maxLength: 26 });
  const options = fc
    .uniqueArray(title, { maxLength: 11 })
    .map((all) => all.map((one, index) => ({ id: `${one}${index}`.repeat(10), title: one })));
  const kind = fc.constantFrom(...(running.channel.capabilities.media?.kinds ?? []));
  const media = fc.array(
    kind.map((one) => ({ kind: one, id: "https://example.com/file" })),
    { maxLength: 2 },
  );
  let parts = 0;
  await fc.assert(
    fc.asyncProperty(text, options, media, async (said, offered, files) => {
      const content = { text: said.trim() || "?", options: offered, media: files };
      const fitted = fitMessage({ id: "m-1", content, chooseByNumber: "Choose." }, running.channel.capabilities);
      for (const part of fitted) await send(running, part);
      parts += fitted.length;
    }),
    { numRuns: 100 },
  );
  expect(running.graph.sent).toHaveLength(parts);
});

describe("signals", () => {
  const signal = async (readUpTo: string | null, typing: boolean) => {
    const { channel, graph } = await runningChannel();
    await channel.signal?.({ address: ada.user_id, readUpTo, typing }, { signal: never() });
    return graph.readMarks;
  };

  test("read, and writing, are one request", async () => {
    const read = { messaging_product: "whatsapp", status: "read", message_id: "wamid.1" };
    expect(await signal("wamid.1", true)).toEqual([{ ...read, typing_indicator: { type: "text" } }]);
    expect(await signal("wamid.1", false)).toEqual([read]);
  });

  test("without a message that was read, there is none", async () => {
    expect(await signal(null, true)).toEqual([]);
  });
});

describe("the token", () => {
  test("is asked for before each request, so that it can change", async () => {
    const tokens = ["EAAJfirst", "EAAJsecond"];
    const running = await runningChannel({ accessToken: async () => tokens.shift() ?? "EAAJnone" });
    for (const token of ["EAAJfirst", "EAAJsecond"]) {
      running.graph.accept(token);
      await send(running, { text: token });
    }
    expect(running.graph.requests.map(({ token }) => token)).toEqual(["EAAJfirst", "EAAJsecond"]);
  });

  test.each<[string, () => string | Promise<string>]>([
    ["transient", () => Promise.reject(new Error("the vault is closed"))],
    ["auth", () => ""],
    ["auth", () => "two words"],
  ])("that is not there is %s, and nothing goes out", async (kind, accessToken) => {
    const running = await runningChannel({ accessToken });
    await expect(send(running, { text: "hi" })).rejects.toMatchObject({ kind });
    expect(running.graph.requests).toEqual([]);
  });
});
