import { CustomerService } from "kefu";
import { openclawChannels, openclawPlugin } from "kefu/openclaw";
import { expect, test } from "vitest";
import { faq } from "../harness.ts";
import { FakeGateway, modelError } from "./gateway.ts";
import { unstarted } from "./hosted.ts";

const ada = "777001";
const password = { question: "How do I reset my password", answer: "Please visit https://example.com/reset" };

test("a message that comes before the desk has started waits for it", async () => {
  const { gateway, service } = unstarted();
  const writing = gateway.write({ from: ada, text: password.question });
  await gateway.start();
  expect(await writing).toBe(true);
  await service.idle();
  expect(gateway.textsTo(ada)).toEqual([password.answer]);
});

test("a desk that does not start apologizes in the words it was given", async () => {
  const gateway = new FakeGateway();
  const broken = () => Promise.reject(new Error("the disk is full"));
  gateway.load(openclawPlugin(broken, { id: "my-desk", send: gateway.send, apology: "Call 110." }));
  const writing = gateway.write({ from: ada, text: "hello" });
  await expect(gateway.start()).rejects.toThrow("the disk is full");
  expect(await writing).toBe(true);
  expect(gateway.delivered.map(({ text }) => text)).toEqual(["Call 110."]);
  // It failed, so nobody waits for it any more.
  expect(await gateway.write({ from: ada, text: "hello", received: "never" })).toBe(true);
  expect(gateway.delivered).toHaveLength(2);
});

test.each([
  [undefined, "webchat"],
  [["telegram"], "discord"],
])(
  "while no desk can be made, and its channels are %j, what is written on %s stays the assistant's",
  async (channels, other) => {
    const gateway = new FakeGateway();
    const broken = () => Promise.reject(new Error("the disk is full"));
    gateway.load(openclawPlugin(broken, { id: "my-desk", send: gateway.send, ...(channels && { channels }) }));
    gateway.modelSays = "⚙️ All is well.";
    await expect(gateway.start()).rejects.toThrow("the disk is full");
    expect(await gateway.write({ from: "operator", text: "what is wrong?", channel: other })).toBe(false);
    expect(gateway.textsTo("operator")).toEqual([gateway.modelSays]);
    expect(await gateway.write({ from: ada, text: "hello" })).toBe(true);
    // Nobody knows who is a customer: notices of the host go to nobody, other texts to everybody.
    for (const said of [modelError, "⚙️ Agent was aborted.", "Your parcel is there."])
      await gateway.say("telegram", ada, said);
    expect(gateway.textsTo(ada)).toEqual([expect.stringMatching(/^Sorry/), "Your parcel is there."]);
  },
);

test("a second start after one that failed is waited for", async () => {
  const gateway = new FakeGateway();
  let make: (service: CustomerService) => void = () => {};
  const desks = [
    () => Promise.reject(new Error("The file is in use.")),
    () =>
      new Promise<CustomerService>((resolve) => {
        make = resolve;
      }),
  ];
  const plugin = openclawPlugin(() => desks.shift()?.() ?? Promise.reject(), { id: "my-desk", send: gateway.send });
  gateway.load(plugin);
  await expect(gateway.start()).rejects.toThrow("The file is in use.");
  const starting = gateway.start();
  const writing = gateway.write({ from: ada, text: password.question });
  make(new CustomerService({ channels: openclawChannels(["telegram"]), faq }));
  await starting;
  expect(await writing).toBe(true);
  await expect.poll(() => gateway.textsTo(ada)).toEqual([password.answer]);
  await gateway.stop();
});

test("a desk that is never started apologizes after a while", async () => {
  const { gateway, clock } = unstarted();
  const writing = gateway.write({ from: ada, text: "hello" });
  await clock.advance({ seconds: 31 });
  expect(await writing).toBe(true);
  expect(gateway.textsTo(ada)).toHaveLength(1);
});
