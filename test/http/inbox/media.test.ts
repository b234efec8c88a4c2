import { ChannelError, memoryTicketStore } from "kefu";
import { expect, test } from "vitest";
import { last } from "../../harness.ts";
import { inboxDesk, takenTicket } from "./inbox-desk.ts";

async function withFile(file: { id: string; mimeType?: string; fileName?: string }) {
  const made = await inboxDesk({ store: memoryTicketStore() });
  await takenTicket(made, "ada", "li");
  await made.say("ada", { text: "", media: [{ kind: "document", ...file }] });
  const withMedia = (await made.messagesOf("ada")).filter(({ content }) => content.media !== undefined);
  return { made, messageId: last(withMedia).id };
}

test("a file of the customer's is saved under its name, and never run or shown as a page", async () => {
  const { made, messageId } = await withFile({ id: "doc", mimeType: "text/html", fileName: "发票'(1)*\r\n.html" });
  const response = await made.as("wang").request(`/api/media/${messageId}/0`);
  expect([response.status, await response.text()]).toEqual([200, "doc"]);
  expect(response.headers.get("content-type")).toBe("text/html");
  expect(response.headers.get("content-disposition")).toBe(
    "attachment; filename*=UTF-8''%E5%8F%91%E7%A5%A8%27%281%29%2a%0D%0A.html",
  );
  expect(response.headers.get("x-content-type-options")).toBe("nosniff");
  expect(response.headers.get("content-security-policy")).toBe("default-src 'none'; sandbox");
  expect(response.headers.get("content-length")).toBe("3");
});

test("a type that is none is not passed on", async () => {
  const { made, messageId } = await withFile({ id: "doc", mimeType: 'text/html; x="\u4e2d"' });
  const response = await made.as("li").request(`/api/media/${messageId}/0`);
  expect(response.headers.get("content-type")).toBe("application/octet-stream");
  expect(response.headers.get("content-disposition")).toBe("attachment");
});

test("a file that is not there is not found, and one that the channel does not give now may come later", async () => {
  const { made, messageId } = await withFile({ id: "doc" });
  for (const place of ["1", "-1", "x", "999999"]) {
    expect((await made.as("li").request(`/api/media/${messageId}/${place}`)).status).toBe(404);
  }
  made.channel.openMedia = async () => {
    throw new ChannelError("invalid", "It is gone.");
  };
  expect((await made.as("li").request(`/api/media/${messageId}/0`)).status).toBe(404);
  made.channel.openMedia = async () => {
    throw new ChannelError("transient", "token=secret");
  };
  const later = await made.as("li").get(`/api/media/${messageId}/0`);
  expect([later.status, JSON.stringify(later.body).includes("secret")]).toEqual([502, false]);
});
