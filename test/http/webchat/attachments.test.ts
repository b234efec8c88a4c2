import { type AttachmentFile, type AttachmentStore, webchatChannel } from "kefu/webchat";
import { expect, test } from "vitest";
import { asked, type Browser, browser, chatDesk, origin } from "./chat-desk.ts";

const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]);

function memoryStore(): AttachmentStore & { readonly files: Map<string, AttachmentFile> } {
  const files = new Map<string, AttachmentFile>();
  return {
    files,
    put: async (id, file) => void files.set(id, file),
    get: async (id) => files.get(id) ?? null,
  };
}

async function deskWithFiles() {
  const store = memoryStore();
  const made = await chatDesk({ channel: { attachments: { store, maxBytes: 1_000 } } });
  const upload = ({ session }: Browser, bytes: Uint8Array<ArrayBuffer>, name = "cat.png", type = "image/png") => {
    const headers = { authorization: `Bearer ${session.token}`, "content-type": type, "x-file-name": name, origin };
    return made.handler(asked("/attachments", { method: "POST", body: bytes, headers }));
  };
  return { ...made, store, upload };
}

test("a visitor sends a picture, sees it again, and the desk can open it", async () => {
  const { handler, service, upload } = await deskWithFiles();
  const page = await browser(handler);
  expect(page.session.config.attachments).toEqual({ maxBytes: 1_000, types: expect.arrayContaining(["image/png"]) });
  const stored = await upload(page, png, encodeURIComponent("猫.png"));
  expect(stored.status).toBe(201);
  const { id } = (await stored.json()) as { id: string };
  const sent = await page.post("/messages", { clientId: "client-0001", attachments: [id] });
  expect(sent.status).toBe(202);
  await service.idle();
  const [message] = (await page.snapshot()).messages;
  expect(message?.files).toEqual([{ index: 0, kind: "image", name: "猫.png", mimeType: "image/png", url: null }]);
  const got = await page.get(`/attachments/${message?.sequence}/0`);
  expect(new Uint8Array(await got.arrayBuffer())).toEqual(png);
  expect(Object.fromEntries(got.headers)).toMatchObject({
    "content-type": "image/png",
    "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent("猫.png")}`,
    "x-content-type-options": "nosniff",
    "content-security-policy": expect.stringContaining("sandbox"),
  });
});

test("nobody else can name a file, open it, or guess it", async () => {
  const { handler, service, upload } = await deskWithFiles();
  const [page, eve] = [await browser(handler), await browser(handler)];
  const { id } = (await (await upload(page, png)).json()) as { id: string };
  const named = id.replace(page.session.visitor, eve.session.visitor);
  for (const stolen of [id, named, `${eve.session.visitor}-../../${id}`]) {
    const answer = await eve.post("/messages", { clientId: "client-0001", attachments: [stolen] });
    expect(answer.status).toBe(422);
  }
  await page.post("/messages", { clientId: "client-0001", attachments: [id] });
  await eve.say("hello");
  await service.idle();
  for (const path of [
    "/attachments/1/0",
    "/attachments/1/1",
    "/attachments/2/0",
    "/attachments/0/0",
    "/attachments/x/0",
  ]) {
    expect((await eve.get(path)).status).toBe(404);
  }
  expect((await page.get("/attachments/1/0")).status).toBe(200);
});

const text = (content: string) => new TextEncoder().encode(content);

test.each([
  ["a page named as a picture", text("<!doctype html><script>alert(1)</script>"), "cat.png"],
  ["a drawing that can hold scripts", text('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), "cat.svg"],
  ["a program", Uint8Array.from([0x4d, 0x5a, 0x90, 0]), "cat.png"],
  ["a picture that begins too late", Uint8Array.from([0, ...png]), "cat.png"],
  ["a type that is not on the list", text("OggS and more"), "song.ogg"],
  ["nothing", new Uint8Array(), "cat.png"],
])("%s is refused", async (_what, bytes, name) => {
  const { handler, upload, store } = await deskWithFiles();
  expect((await upload(await browser(handler), bytes, name)).status).toBe(415);
  expect(store.files.size).toBe(0);
});

test("what is larger than allowed is refused, whatever its length is said to be", async () => {
  const { handler, upload } = await deskWithFiles();
  const page = await browser(handler);
  expect((await upload(page, Uint8Array.from([...png, ...new Uint8Array(1_000)]))).status).toBe(413);
});

test.each([
  ["invoice.pdf.exe", "invoice.pdf.exe.png"],
  ["../../etc/passwd", "passwd.png"],
  ["C:\\temp\\cat.PNG", "cat.png"],
  ["gnp.\u202eexe", "gnp.exe.png"],
  ["evil.html", "evil.html.png"],
  ['a"b\r\nc', "abc.png"],
  ["", "file.png"],
  [`${"a".repeat(99)}\u{1f600}\u{1f600}.png`, `${"a".repeat(99)}\u{1f600}.png`],
])("a file called %j is saved as %s", async (given, saved) => {
  const { handler, upload, store } = await deskWithFiles();
  await upload(await browser(handler), png, encodeURIComponent(given));
  expect([...store.files.values()][0]).toMatchObject({ name: saved, mimeType: "image/png" });
});

test("what is not said in UTF-8 or by percents is no name", async () => {
  const { handler, upload, store } = await deskWithFiles();
  expect((await upload(await browser(handler), png, "%E0%A4%A")).status).toBe(201);
  expect([...store.files.values()][0]?.name).toBe("file.png");
});

test("files of a message are looked at one after the other, each once: they are large", async () => {
  const { handler, service, store, upload } = await deskWithFiles();
  const page = await browser(handler);
  const ids: string[] = [];
  for (let number = 0; number < 2; number += 1) ids.push((await (await upload(page, png)).json()).id);
  const { get } = store;
  let [open, most, all] = [0, 0, 0];
  store.get = async (id) => {
    all += 1;
    open += 1;
    most = Math.max(most, open);
    const file = await get(id);
    open -= 1;
    return file;
  };
  await page.post("/messages", { clientId: "client-0001", attachments: [...ids, ...ids, ...ids] });
  await service.idle();
  expect([all, most]).toEqual([2, 1]);
  expect((await page.snapshot()).messages[0]?.files).toHaveLength(2);
});

test("a file that was removed from its store is not there, which is no failure", async () => {
  const { handler, service, store, upload } = await deskWithFiles();
  const page = await browser(handler);
  const { id } = (await (await upload(page, png)).json()) as { id: string };
  await page.post("/messages", { clientId: "client-0001", attachments: [id] });
  await service.idle();
  store.files.clear();
  expect((await page.get("/attachments/1/0")).status).toBe(404);
});

test("where no files are taken, none are", async () => {
  const { handler } = await chatDesk();
  const page = await browser(handler);
  const headers = { authorization: `Bearer ${page.session.token}`, origin };
  expect((await handler(asked("/attachments", { method: "POST", body: png, headers }))).status).toBe(404);
  const named = await page.post("/messages", { clientId: "client-0001", attachments: ["some-file"] });
  expect(named.status).toBe(422);
});

test.each([
  ["id", { id: "not an id" }],
  ["attachments.store", { attachments: { store: {} } }],
  ["attachments.types", { attachments: { store: memoryStore(), types: [] } }],
  ["attachments.types.0", { attachments: { store: memoryStore(), types: ["text/html"] } }],
  ["attachments.maxBytes", { attachments: { store: memoryStore(), maxBytes: 0 } }],
])("a wrong option of the channel is refused by its name: %s", (option, options) => {
  // @ts-expect-error: what a program without types may give
  const make = () => webchatChannel(options);
  expect(make).toThrow(expect.objectContaining({ code: "options.invalid", details: { option } }));
});
