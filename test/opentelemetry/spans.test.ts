import { context, type Span, SpanStatusCode, trace } from "@opentelemetry/api";
import { ChannelError } from "kefu";
import { simulatedClock } from "kefu/testing";
import { describe, expect, test } from "vitest";
import {
  offTopic,
  slowAnswerer,
  stores,
  type TestDeskOptions,
  technicalIssue,
  unstartedDesk,
  until,
} from "../harness.ts";
import { brokenStore } from "../stores/broken/broken-store.ts";
import { recordedTelemetry } from "./recorded-telemetry.ts";

const question = "How do I reset my password";

describe.each(stores)("spans on $name", ({ open }) => {
  async function followedDesk(options: Partial<TestDeskOptions> = {}) {
    const clock = simulatedClock();
    const recorded = await recordedTelemetry(clock);
    const made = unstartedDesk({ store: open(), clock, telemetry: recorded.telemetry, ...options });
    await inside(trace.getTracer("backend").startSpan("start"), () => made.service.start());
    return { ...made, ...recorded };
  }

  test("follow a message from its receipt to its answer, each job linked to what made it", async () => {
    const { say, spans, spanOf, conversationOf, messagesOf } = await followedDesk({ agents: [] });
    await say("ada", question);
    expect(spans().map(({ name, kind }) => [name, kind])).toEqual([
      ["start", "INTERNAL"],
      ["receive telegram", "PRODUCER"],
      ["process turn", "CONSUMER"],
      ["send telegram", "CLIENT"],
      ["process deliver", "CONSUMER"],
    ]);
    const [, received, turn, sent, delivered] = spans();
    expect(turn).toMatchObject({ parent: undefined, links: [received?.context.spanId] });
    expect(delivered).toMatchObject({ parent: undefined, links: [turn?.context.spanId] });
    expect(sent?.parent).toBe(delivered?.context.spanId);
    const { id } = await conversationOf("ada");
    expect(spanOf("process turn").attributes).toEqual({
      "messaging.system": "kefu",
      "messaging.operation.name": "process",
      "messaging.operation.type": "process",
      "messaging.destination.name": "turn",
      "messaging.destination.partition.id": `in:${id}`,
      "messaging.message.id": expect.stringMatching(/^\d+$/),
      "kefu.job.attempt": 1,
    });
    expect(spanOf("send telegram").attributes).toEqual({
      "messaging.system": "kefu",
      "messaging.operation.name": "send",
      "messaging.operation.type": "send",
      "messaging.destination.name": "telegram",
      "messaging.message.id": (await messagesOf("ada")).at(-1)?.id,
    });
    expect(spanOf("receive telegram").attributes).toMatchObject({ "messaging.operation.type": "create" });
  });

  test("keep messages apart that are stored in one commit", async () => {
    const { channel, service, spansOf } = await followedDesk();
    await Promise.all(["ada", "bob", "cleo", "dan"].map((person) => channel.say(person, question)));
    await service.idle();
    const received = spansOf("receive telegram").map(({ context }) => context.spanId);
    expect(
      spansOf("process turn")
        .flatMap(({ links }) => links)
        .sort(),
    ).toEqual(received.sort());
    expect(new Set(spansOf("process deliver").flatMap(({ links }) => links)).size).toBe(4);
  });

  test("are part of what the backend was doing", async () => {
    const { channel, service, spanOf } = await followedDesk();
    const request = trace.getTracer("backend").startSpan("POST /webhook");
    const { traceId, spanId } = request.spanContext();
    await inside(request, () => channel.say("ada", technicalIssue));
    await service.idle();
    expect(spanOf("receive telegram")).toMatchObject({ parent: spanId, context: { traceId } });
    expect(spanOf("process turn").context.traceId).not.toBe(traceId);
  });

  test("link a timer to what set it, however much later it fires", async () => {
    const { say, pass, spanOf } = await followedDesk();
    await say("ada", technicalIssue);
    await pass({ minutes: 61 });
    expect(spanOf("process ticket.unanswered").links).toEqual([spanOf("process turn").context.spanId]);
  });

  test("link what an agent says to the request in which it was said", async () => {
    const { say, ticketOf, service, spanOf } = await followedDesk();
    await say("ada", technicalIssue);
    const { id } = await ticketOf("ada");
    const request = trace.getTracer("backend").startSpan("POST /reply");
    await inside(request, () => service.tickets.reply(id, { agentId: "li", text: "Which version do you have?" }));
    await service.idle();
    expect(spanOf("process deliver").links).toEqual([request.spanContext().spanId]);
  });

  test("tell a failed send from its job, and each attempt", async () => {
    const { say, pass, channel, spansOf } = await followedDesk();
    channel.failNext(new ChannelError("transient", "The line is down."));
    channel.failNext(new ChannelError("blocked", "ada has blocked us."));
    await say("ada", question);
    await pass({ minutes: 1 });
    const sends = spansOf("send telegram");
    expect(sends.map(({ attributes }) => attributes["error.type"])).toEqual(["transient", "blocked"]);
    expect(sends.map(({ status }) => status)).toEqual([{ code: SpanStatusCode.ERROR }, { code: SpanStatusCode.ERROR }]);
    const jobs = spansOf("process deliver");
    expect(jobs.map(({ attributes }) => attributes["kefu.job.attempt"])).toEqual([1, 2]);
    // What lasts is kept on the message, and the job is done.
    expect(jobs.map(({ status }) => status.code)).toEqual([SpanStatusCode.ERROR, SpanStatusCode.UNSET]);
  });

  test("are not what the search for work becomes part of", async () => {
    const store = open();
    const active: unknown[] = [];
    const watched = brokenStore(store, {
      transaction: () => ({}),
      store: (whole) => ({
        claim(tenant, options) {
          active.push(trace.getActiveSpan());
          return whole.claim(tenant, options);
        },
      }),
    });
    const answerer = slowAnswerer();
    const { channel, service, clock, spans } = await followedDesk({ store: watched, answerers: [answerer] });
    await channel.say("ada", "a slow question");
    await until(() => answerer.asked() === 1);
    await channel.say("ada", "and a slow one more");
    answerer.answerWith("There you are.");
    await until(() => answerer.asked() === 2);
    answerer.answerWith("There you are again.");
    await service.idle();
    await clock.advance({ minutes: 5 });
    expect(active.length).toBeGreaterThan(1);
    expect(active.filter((span) => span !== undefined)).toEqual([]);
    const jobs = spans().filter(({ name }) => name.startsWith("process "));
    expect(jobs.filter(({ parent }) => parent !== undefined)).toEqual([]);
  });

  test("and metrics have nothing that a customer wrote, is called or is written to under", async () => {
    const { channel, service, pass, spans, collect, ticketOf } = await followedDesk();
    const secrets = ["Ada Lovelace", "+8613800000000", "4711-0815", "wamid.HBgNODYx"];
    const [name = "", address = "", text = "", eventId = ""] = secrets;
    channel.failNext(new ChannelError("transient", `${address} (${name}) did not get "${text}".`));
    channel.failNext(new Error(`${address} again`));
    await channel.say(address, `${technicalIssue}: ${text}`, {
      eventId,
      from: { ids: [address], name, verified: true },
    });
    await service.idle();
    await pass({ minutes: 2 });
    const { id } = await ticketOf(address);
    await service.tickets.note(id, { agentId: "li", text });
    await service.tickets.close(id, { agentId: "li" });
    await service.idle();
    await channel.say(address, offTopic);
    await pass({ minutes: 200 });
    const told = JSON.stringify([spans(), await collect()]);
    expect(told).toContain("process survey.ask");
    for (const secret of secrets) expect(told).not.toContain(secret);
  });
});

/** Does it as a web framework does that is followed too. */
function inside<T>(span: Span, work: () => Promise<T>): Promise<T> {
  return context.with(trace.setSpan(context.active(), span), work).finally(() => span.end());
}
