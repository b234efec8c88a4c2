import { type Classifier, silentLogger } from "kefu";
import { describe, expect, test } from "vitest";
import { desk, stores, technicalIssue } from "../harness.ts";

describe.each(stores)("explaining a ticket on $name", ({ open }) => {
  test("the story tells every decision with its grounds, and every act with who and why", async () => {
    const { say, ticketOf, service, pass } = await desk({ store: open() });
    await say("ada", `${technicalIssue}, urgent`);
    const { id } = await ticketOf("ada");
    const { tickets } = service;
    await tickets.take(id, { agentId: "li" });
    await tickets.note(id, { agentId: "li", text: "seen before" });
    await tickets.escalate(id, { agentId: "li", reason: "needs the database team" });
    await tickets.acknowledge(id, { agentId: "wang" });
    await tickets.assign(id, { agentId: "wang", to: "wang" });
    await tickets.reply(id, { agentId: "wang", text: "Mended." });
    await say("ada", "Thank you!");
    await tickets.resolve(id, { agentId: "wang", reason: "restarted" });
    await pass({ days: 5 });
    await say("ada", "4");
    const { story, ticket, log } = await service.explain(id);
    expect(ticket).toEqual(await tickets.get(id));
    const expected = [
      /^identify: telegram:ada is new: customer /,
      /^classify: technical \(0\.\d\d\) by rules, from: /,
      /^answer: none, route_to_agents/,
      /^route: ticket opened because of route_to_agents; queue technical, skills technical, priority urgent \(asks for urgency\)\.$/,
      /^assign: li, by skill_based; suitable: li; rejected: wang \(skills: lacks technical\)\.$/,
      /^The bot gave the ticket to agent li: routing\.$/,
      /^Agent li moved the ticket from open to in_progress: taken\.$/,
      /^Agent li noted: seen before$/,
      /^Agent li moved the ticket from in_progress to escalated: needs the database team\.$/,
      /^Agent li escalated to level 1 \(escalation 1\): needs the database team\.$/,
      /^Agent wang acknowledged the escalation at level 1\.$/,
      /^Agent wang took the ticket off agent li's hands: assigned by hand\.$/,
      /^Agent wang gave the ticket to agent wang, from li: /,
      /^Agent wang moved the ticket from escalated to in_progress: /,
      /^Agent wang answered the customer\.$/,
      /^The customer wrote\.$/,
      /^answer: none, human_owns_conversation/,
      /^Agent wang moved the ticket from in_progress to resolved: restarted\.$/,
      /^The desk moved the ticket from resolved to closed: nobody wrote for 4 days/,
      /^survey: asked about closure 1: closed_ticket\.$/,
      /^The customer gave 4 of 5 in the survey\.$/,
    ];
    let from = 0;
    for (const sentence of expected) {
      const at = story.findIndex((told, index) => index >= from && sentence.test(told));
      expect(at, `${sentence} after\n${story.slice(0, from).join("\n")}\nin\n${story.slice(from).join("\n")}`).not.toBe(
        -1,
      );
      from = at + 1;
    }
    const times = log.map(({ at }) => at.getTime());
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  test("what the bot weighed before it handed over is told, with scores and threshold", async () => {
    const { say, ticketOf, service } = await desk({ store: open(), answerThreshold: 1 });
    await say("ada", "my password please");
    const { story } = await service.explain((await ticketOf("ada")).id);
    expect(story.join("\n")).toMatch(/answer: none, no_answer \(threshold 1\); candidates: .+ 0\.\d\d/);
  });

  test("classifiers that failed are told with their errors, and logged", async () => {
    const logged: unknown[] = [];
    const logger = { ...silentLogger, error: (details: object) => void logged.push(details) };
    const model: Classifier = { name: "model", classify: () => Promise.reject(new Error("no credit")) };
    const odd: Classifier = { name: "odd", classify: async () => null as never };
    const { say, ticketOf, service } = await desk({ store: open(), logger, classifiers: [model, odd] });
    await say("ada", "tell me a joke");
    const { story } = await service.explain((await ticketOf("ada")).id);
    expect(story.join("\n")).toMatch(/classify: .*errors: model: no credit; odd: .*no Classification/);
    expect(logged).toMatchObject([{ error: "model: no credit" }, { error: expect.stringMatching(/^odd: /) }]);
  });

  test("what the bot answered without a ticket is told with the conversation", async () => {
    const { say, conversationOf, service } = await desk({ store: open() });
    await say("ada", "refund policy");
    const log = await service.conversations.history((await conversationOf("ada")).id);
    expect(log).toMatchObject([
      {
        by: { kind: "bot" },
        fact: { decisions: [{ step: "identify" }, { step: "classify" }, { outcome: "answered" }] },
      },
    ]);
  });

  test("a conversation without a ticket explains itself in sentences", async () => {
    const { say, conversationOf, service } = await desk({ store: open() });
    await say("ada", "refund policy");
    const { id } = await conversationOf("ada");
    expect(await service.conversations.explain(id)).toEqual([
      expect.stringMatching(/^identify: telegram:ada is new: customer /),
      expect.stringMatching(/^classify: simple /),
      expect.stringMatching(/^answer: by knowledge \(\d\.\d\d of 0\.5 needed\); candidates: /),
    ]);
    await say("ada", technicalIssue);
    expect(await service.conversations.explain(id)).toHaveLength(3);
  });

  test("the versions of a ticket grow by its acts, and its log is only added to", async () => {
    const { say, ticketOf, service } = await desk({ store: open() });
    await say("ada", technicalIssue);
    const { id, version } = await ticketOf("ada");
    const before = await service.tickets.history(id);
    await service.tickets.note(id, { text: "from the backend" });
    await service.tickets.resolve(id, { agentId: "li" });
    const after = await service.tickets.history(id);
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.slice(before.length)).toMatchObject([
      { by: { kind: "system" }, fact: { kind: "noted" } },
      { by: { kind: "agent", id: "li" }, fact: { kind: "moved" } },
      { by: { kind: "agent", id: "li" }, fact: { kind: "released" } },
    ]);
    expect((await ticketOf("ada")).version).toBeGreaterThan(version);
  });
});
