import { CustomerService, memoryTicketStore } from "kefu";
import { openTelemetry } from "kefu/opentelemetry";
import { scriptedChannel } from "kefu/testing";
import { afterEach, expect, test, vi } from "vitest";
import { desk } from "../harness.ts";

afterEach(() => vi.doUnmock("@opentelemetry/api"));

test("without the API, what to install is said", async () => {
  vi.doMock("@opentelemetry/api", () => {
    throw new Error("Cannot find package '@opentelemetry/api'");
  });
  await expect(openTelemetry()).rejects.toMatchObject({
    code: "options.invalid",
    message: expect.stringContaining("npm install @opentelemetry/api@1"),
  });
});

test("without an SDK, the desk works as if nobody looked", async () => {
  const { say, channel, told } = await desk({ store: memoryTicketStore(), telemetry: await openTelemetry() });
  await say("ada", "refund policy");
  expect(channel.sentTo("ada")).toEqual(["Please see our refund policy page"]);
  expect(told("job.died")).toEqual([]);
});

test("telemetry that is still a promise is refused", () => {
  const telemetry = openTelemetry();
  expect(() => new CustomerService({ channels: [scriptedChannel()], telemetry } as never)).toThrow(
    "Option telemetry: expected a Telemetry",
  );
});
