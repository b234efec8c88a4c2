import { CustomerServiceError, silentLogger } from "kefu";
import { simulatedClock } from "kefu/testing";
import { type WhatsAppChannelOptions, whatsappChannel } from "kefu/whatsapp";
import { describe, expect, test, vi } from "vitest";
import { account } from "./webhooks.ts";

describe("options that cannot be are refused at once, without what they say", () => {
  test.each<[string, Record<string, unknown>]>([
    ["phoneNumberId", { phoneNumberId: "+1 555" }],
    ["phoneNumberId", { phoneNumberId: undefined }],
    ["accessToken", { accessToken: "EAAJ two" }],
    ["accessToken", { accessToken: "" }],
    ["appSecret", { appSecret: "" }],
    ["verifyToken", { verifyToken: undefined }],
    ["listLabel", { listLabel: "x".repeat(21) }],
    ["graphVersion", { graphVersion: "26" }],
    ["baseUrl", { baseUrl: "http://graph.example.com" }],
    ["id", { id: "" }],
    ["fetch", { fetch: "fetch" }],
    ["options", { appSecrets: "EAAJ two" }],
  ])("%s: %o", (option, given) => {
    const make = () => whatsappChannel({ ...account, ...given } as WhatsAppChannelOptions);
    expect(make).toThrow(CustomerServiceError);
    expect(make).toThrow(`Options of the WhatsApp channel refused: ${option}: `);
    expect(make).not.toThrow("EAAJ two");
  });
});

test("the id can be chosen, and is whatsapp otherwise", () => {
  expect(whatsappChannel(account).id).toBe("whatsapp");
  expect(whatsappChannel({ ...account, id: "whatsapp-support" }).id).toBe("whatsapp-support");
});

test("the start says what to install when the package is not there", async () => {
  vi.doMock("@kapso/whatsapp-cloud-api", () => {
    throw new Error("Cannot find package");
  });
  const context = { receive: async () => "accepted" as const, clock: simulatedClock(), logger: silentLogger };
  await expect(whatsappChannel(account).start(context)).rejects.toMatchObject({
    code: "channel.package_missing",
    message: expect.stringContaining("npm install @kapso/whatsapp-cloud-api@0.3"),
  });
  vi.doUnmock("@kapso/whatsapp-cloud-api");
});
