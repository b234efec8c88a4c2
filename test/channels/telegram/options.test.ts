import { isCode } from "kefu";
import { type TelegramChannelOptions, telegramChannel } from "kefu/telegram";
import { describe, expect, test, vi } from "vitest";
import { silentLogger } from "../../../src/ports/logger.ts";
import { systemClock } from "../../../src/system/system-clock.ts";
import { secretToken, token } from "./fake-bot-api.ts";

const webhook = { mode: "webhook", token, secretToken } as const;

describe("the options", () => {
  test.each<[string, object, RegExp]>([
    ["no mode", { token }, /mode/],
    ["an unknown mode", { mode: "carrier pigeon", token }, /mode/],
    ["no token", { mode: "polling" }, /token/],
    ["a token with a slash", { mode: "polling", token: "123:abc/def" }, /token: expected a token of @BotFather's/],
    ["a webhook without a secret", { mode: "webhook", token }, /secretToken/],
    ["an empty secret", { ...webhook, secretToken: "" }, /secretToken: expected 1 to 256/],
    ["a secret that is too long", { ...webhook, secretToken: "a".repeat(257) }, /secretToken/],
    ["a secret with a space", { ...webhook, secretToken: "open sesame" }, /secretToken/],
    [
      "a webhook at no address",
      { ...webhook, webhookUrl: "desk.example" },
      /webhookUrl: expected an http or https address/,
    ],
    [
      "a webhook while polling",
      { mode: "polling", token, webhookUrl: "https://desk.example" },
      /there is no webhookUrl/,
    ],
    ["an apiRoot that is no address", { mode: "polling", token, apiRoot: "localhost:1" }, /apiRoot/],
    ["an option that does not exist", { ...webhook, secret: "x" }, /there is no secret/],
    ["updates that are no names", { mode: "polling", token, allowedUpdates: [1] }, /allowedUpdates/],
    ["a fetch that is none", { mode: "polling", token, fetch: "fetch" }, /fetch/],
  ])("with %s are refused, without a secret in the sentence", (_, options, sentence) => {
    const make = () => telegramChannel(options as TelegramChannelOptions);
    expect(make).toThrow(sentence);
    try {
      make();
    } catch (error) {
      expect(isCode(error, "options.invalid")).toBe(true);
      expect(JSON.stringify(error) + String(error)).not.toMatch(/123:abc|open sesame|a{257}/);
    }
  });

  test("of 256 characters are a good secret, and the channel is called telegram unless it is named", () => {
    expect(telegramChannel({ ...webhook, secretToken: "a".repeat(256) }).id).toBe("telegram");
    expect(telegramChannel({ ...webhook, id: "shop-bot" }).id).toBe("shop-bot");
  });
});

test("without the package grammy, the start says what to install", async () => {
  vi.doMock("grammy", () => {
    throw new Error("Cannot find package 'grammy'");
  });
  const context = { receive: async () => "accepted" as const, clock: systemClock, logger: silentLogger };
  await expect(telegramChannel(webhook).start(context)).rejects.toMatchObject({
    code: "channel.package_missing",
    message: expect.stringContaining("npm install grammy@1"),
  });
  vi.doUnmock("grammy");
});
