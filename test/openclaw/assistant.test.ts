import { describe, expect, test } from "vitest";
import { offTopic, technicalIssue } from "../harness.ts";
import { modelError } from "./gateway.ts";
import { hosted, unstarted } from "./hosted.ts";

const ada = "777001";
const joke = "Here is one: ...";

async function withAssistant() {
  const made = await hosted({ onUnhandled: "assistant" });
  made.gateway.modelSays = joke;
  return made;
}

describe("with onUnhandled: assistant", () => {
  test("what nobody of the desk has an answer to is the assistant's, and its answer reaches the customer", async () => {
    const { gateway, service } = await withAssistant();
    expect(await gateway.write({ from: ada, text: offTopic })).toBe(false);
    expect(gateway.textsTo(ada)).toEqual([joke]);
    expect(await service.conversations.find("telegram", `default/${ada}`)).toBeNull();
  });

  test.each([
    ["the knowledge answers it", "How do I reset my password"],
    ["it is an issue for agents", technicalIssue],
    ["the customer asks for a human", "I want to talk to a human"],
    ["there is nothing to read", ""],
  ])("the desk keeps a message when %s", async (_, text) => {
    const { gateway, service } = await withAssistant();
    expect(await gateway.write({ from: ada, text })).toBe(true);
    await service.idle();
    expect(gateway.asked).toEqual([]);
    expect(gateway.textsTo(ada)).toHaveLength(1);
  });

  test("the desk keeps what comes with a file: people look at it", async () => {
    const { gateway } = await withAssistant();
    const details = { media: [{ path: "/state/1.png", kind: "image" }] };
    expect(await gateway.write({ from: ada, text: offTopic, details })).toBe(true);
  });

  test("the assistant is mute once a human is asked for, until the ticket is done", async () => {
    const { gateway, service } = await withAssistant();
    await gateway.write({ from: ada, text: "I want to talk to a human" });
    await service.idle();
    expect(await gateway.write({ from: ada, text: offTopic })).toBe(true);
    await service.idle();
    const [ticket] = await service.tickets.listOf("wang");
    await service.tickets.handBack(ticket?.id ?? "", { agentId: "wang" });
    expect(await gateway.write({ from: ada, text: "tell me another joke" })).toBe(true);
    await service.idle();
    await service.tickets.close(ticket?.id ?? "", { agentId: "wang" });
    await service.idle();
    // A survey is open: a number is its answer, and no small talk.
    expect(await gateway.write({ from: ada, text: "5" })).toBe(true);
    expect(gateway.asked).toEqual([]);
  });

  test("the model's errors do not reach the customer", async () => {
    const { gateway } = await withAssistant();
    gateway.modelSays = modelError;
    await gateway.write({ from: ada, text: offTopic });
    expect(gateway.textsTo(ada)).toEqual([]);
  });

  test("an assistant that is late says nothing any more when the desk has the conversation", async () => {
    const { gateway, service } = await withAssistant();
    await gateway.write({ from: ada, text: offTopic });
    await gateway.write({ from: ada, text: technicalIssue });
    await service.idle();
    await gateway.say("telegram", ada, "Another joke, a minute late.");
    expect(gateway.textsTo(ada)).not.toContain("Another joke, a minute late.");
  });
});

describe("the guard", () => {
  test("holds back what the host says to a customer of the desk, and tells the log", async () => {
    const { gateway, service } = await hosted();
    await gateway.write({ from: ada, text: "How do I reset my password" });
    await service.idle();
    await gateway.say("telegram", `telegram:${ada}`, "⚙️ Agent was aborted.");
    await gateway.say("telegram", ada, modelError);
    expect(gateway.delivered).toHaveLength(1);
    expect(gateway.logged).toContainEqual(expect.stringContaining("the desk did not write it"));
  });

  test("lets through what goes to people of the desk, to strangers and to other channels", async () => {
    const { gateway, service } = await hosted({ agents: { "telegram:9001": "li" }, operators: ["telegram:9000"] });
    await gateway.write({ from: ada, text: "How do I reset my password" });
    await service.idle();
    for (const to of ["9001", "telegram:9000", "777009"]) await gateway.say("telegram", to, "good morning");
    await gateway.say("discord", ada, "good morning");
    expect(gateway.delivered.filter(({ text }) => text === "good morning")).toHaveLength(4);
  });

  test("holds back when nobody can tell: the desk does not run yet, or any more", async () => {
    const { gateway } = unstarted();
    await gateway.say("telegram", ada, modelError);
    await gateway.start();
    await gateway.stop();
    await gateway.say("telegram", ada, modelError);
    expect(gateway.textsTo(ada)).toEqual([]);
  });

  test("lets the desk's own text through when the host changed it on its way, and no notice at that moment", async () => {
    const { gateway, service } = await hosted();
    await gateway.write({ from: ada, text: "How do I reset my password" });
    const changed: string[] = [];
    gateway.results.push(async () => {
      await gateway.say("telegram", ada, "Please visit the page");
      await gateway.say("telegram", ada, modelError);
      changed.push(...gateway.textsTo(ada));
      return { status: "sent" };
    });
    await service.idle();
    expect(changed).toEqual(["Please visit the page"]);
  });

  test("lets everything through when it is off", async () => {
    const { gateway, service } = await hosted({ guard: false });
    await gateway.write({ from: ada, text: "How do I reset my password" });
    await service.idle();
    await gateway.say("telegram", ada, "⚙️ Agent was aborted.");
    expect(gateway.textsTo(ada)).toHaveLength(2);
  });
});
