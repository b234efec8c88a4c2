import { type Logger, type SurveyLink, silentLogger } from "kefu";
import { seededRandom } from "kefu/testing";
import { describe, expect, test } from "vitest";
import { desk, last, stores, type TestDesk, type TestDeskOptions, technicalIssue, until } from "../harness.ts";
import { keptOpen } from "../stores/kept-open.ts";

/** A person's ticket is answered and closed; resolves with the link that went out. */
async function closeTicket(made: TestDesk, person = "ada"): Promise<SurveyLink> {
  await made.say(person, technicalIssue);
  const { id } = await made.ticketOf(person);
  await made.service.tickets.reply(id, { agentId: "li", text: "Fixed." });
  await made.service.tickets.close(id, { agentId: "li" });
  await made.service.idle();
  return linkIn(made, person);
}

function linkIn({ channel }: TestDesk, person = "ada"): SurveyLink {
  return linkOf(last(channel.sent.filter(({ address }) => address === person)).content.template?.parameters.url ?? "");
}

function linkOf(address: string): SurveyLink {
  const url = new URL(address);
  return { ticketId: url.pathname.slice(1), token: url.searchParams.get("s") ?? "" };
}

const refusedAs = (reason: string) => ({ code: "survey.refused", details: expect.objectContaining({ reason }) });

describe.each(stores)("links of surveys on $name", ({ open }) => {
  const asked = async (options: Partial<TestDeskOptions> = {}) => {
    const made = await desk({ store: open(), ...options });
    return { ...made, link: await closeTicket(made) };
  };

  test("the link opens what its page shows, in the customer's language", async () => {
    const made = await desk({ store: open() });
    await made.say("ada", "软件报错了，无法打开");
    await made.service.tickets.close((await made.ticketOf("ada")).id, { agentId: "li" });
    await made.service.idle();
    const link = linkIn(made);
    expect(link.token.length).toBeLessThanOrEqual(40);
    expect(await made.service.surveys.open(link)).toEqual({
      ...{ ticketId: link.ticketId, ticketNumber: 1, kind: "csat", language: "zh-CN", state: "open" },
      ...{ commentable: false, question: `您对工单 ${link.ticketId} 的服务满意吗？` },
      scores: ["非常不满意", "不满意", "一般", "满意", "非常满意"].map((label, index) => ({ score: index + 1, label })),
    });
  });

  test("opening the link changes nothing, however often: mail scanners do", async () => {
    const { service, link, recordsOf, events } = await asked();
    const before = [await recordsOf("ada"), events.length];
    for (let time = 0; time < 5; time += 1) await service.surveys.open(link);
    expect([await recordsOf("ada"), events.length]).toEqual(before);
  });

  test("the link takes one answer and one comment, and its page says how it stands", async () => {
    const { service, link, told } = await asked();
    await service.surveys.answer(link, { score: 2 });
    expect(await service.surveys.open(link)).toMatchObject({ state: "answered", commentable: true });
    await service.surveys.comment(link, { comment: "slow" });
    expect(await service.surveys.open(link)).toMatchObject({ state: "answered", commentable: false });
    expect(await service.surveys.listOf(link.ticketId)).toMatchObject([{ score: 2, comment: "slow" }]);
    expect(told("survey.commented")).toMatchObject([{ survey: { score: 2, comment: "slow" } }]);
    await expect(service.surveys.answer(link, { score: 5 })).rejects.toMatchObject(refusedAs("answered"));
    await expect(service.surveys.comment(link, { comment: "x" })).rejects.toMatchObject(refusedAs("commented"));
  });

  test("a comment may come with the score, and an empty field is none", async () => {
    const { service, link, told } = await asked();
    await service.surveys.answer(link, { score: 4, comment: " " });
    expect(await service.surveys.listOf(link.ticketId)).toMatchObject([{ score: 4, comment: null }]);
    expect(told("survey.commented")).toEqual([]);
  });

  test("a comment without a score is refused", async () => {
    const { service, link } = await asked();
    await expect(service.surveys.comment(link, { comment: "slow" })).rejects.toMatchObject(refusedAs("not_answered"));
  });

  test("of twenty answers at the same time one is taken", async () => {
    const { service, link, told } = await asked();
    const tries = Array.from({ length: 20 }, (_, index) => service.surveys.answer(link, { score: (index % 5) + 1 }));
    const results = await Promise.allSettled(tries);
    const losers = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
    expect(losers).toHaveLength(19);
    for (const loser of losers) expect(loser).toMatchObject(refusedAs("answered"));
    expect(told("survey.answered")).toHaveLength(1);
  });

  test("off the scale is refused with the scale, and the survey stays open", async () => {
    const { service, link } = await asked();
    for (const score of [0, 6, 2.5, Number.NaN]) {
      await expect(service.surveys.answer(link, { score })).rejects.toMatchObject(refusedAs("off_scale"));
    }
    expect(await service.surveys.open(link)).toMatchObject({ state: "open" });
  });

  test("an expired link says so, and takes no answer", async () => {
    const { service, link, pass } = await asked();
    await pass({ days: 15 });
    expect(await service.surveys.open(link)).toMatchObject({ state: "expired", commentable: false });
    await expect(service.surveys.answer(link, { score: 5 })).rejects.toMatchObject(refusedAs("expired"));
  });

  test("whatever is changed, cut off or made up is refused, and changes nothing", async () => {
    const made = await asked();
    const { ticketId, token } = made.link;
    const before = await made.recordsOf("ada");
    const flip = (place: number) =>
      `${token.slice(0, place)}${token[place] === "0" ? "1" : "0"}${token.slice(place + 1)}`;
    const forged = [
      ...Array.from(token, (_, place) => flip(place)),
      token.slice(0, -1),
      `${token}0`,
      token.toUpperCase(),
    ];
    for (const wrong of [...forged, token.replace(/^1/, "2"), token.slice(2), "", "1-", "x".repeat(1_000)]) {
      const link = { ticketId, token: wrong };
      await expect(made.service.surveys.open(link)).rejects.toMatchObject(refusedAs("not_signed"));
      await expect(made.service.surveys.answer(link, { score: 1 })).rejects.toMatchObject(refusedAs("not_signed"));
      await expect(made.service.surveys.comment(link, { comment: "x" })).rejects.toMatchObject(refusedAs("not_signed"));
    }
    expect(await made.recordsOf("ada")).toBe(before);
  });

  test("another ticket's token is refused, and a ticket that does not exist looks the same", async () => {
    const made = await asked();
    const bobs = await closeTicket(made, "bob");
    for (const ticketId of [made.link.ticketId, "T-NONE"]) {
      const link = { ticketId, token: bobs.token };
      await expect(made.service.surveys.answer(link, { score: 1 })).rejects.toMatchObject(refusedAs("not_signed"));
    }
  });

  test("each closure has a link of its own, and the older one still rates the older closure", async () => {
    const made = await asked();
    await made.say("ada", "The app crashes again");
    await made.service.tickets.close(made.link.ticketId, { agentId: "li" });
    await made.service.idle();
    const second = linkIn(made);
    await made.service.surveys.answer(second, { score: 5 });
    await made.service.surveys.answer(made.link, { score: 1 });
    expect(await made.service.surveys.listOf(second.ticketId)).toMatchObject([{ score: 1 }, { score: 5 }]);
  });

  test("a link that was answered in the conversation is answered", async () => {
    const made = await asked();
    await made.say("ada", "4");
    expect(await made.service.surveys.open(made.link)).toMatchObject({ state: "answered" });
    await expect(made.service.surveys.answer(made.link, { score: 1 })).rejects.toMatchObject(refusedAs("answered"));
  });

  test("rubbish in place of a link is refused as such", async () => {
    const { service } = await asked();
    for (const link of [{}, { ticketId: 1, token: 2 }, { ticketId: "T", token: "x", more: 1 }, null]) {
      await expect(service.surveys.open(link as unknown as SurveyLink)).rejects.toMatchObject(refusedAs("not_signed"));
    }
  });

  test("the backend gets the link for a letter of its own, once the survey is asked", async () => {
    const made = await desk({ store: open(), survey: { delayMinutes: 30 } });
    const { ticketId } = await (async () => {
      await made.say("ada", technicalIssue);
      const { id } = await made.ticketOf("ada");
      await made.service.tickets.close(id, { agentId: "li" });
      return { ticketId: id };
    })();
    await expect(made.service.surveys.linkOf(ticketId)).rejects.toMatchObject(refusedAs("not_asked"));
    await made.pass({ minutes: 31 });
    expect(linkOf(await made.service.surveys.linkOf(ticketId))).toEqual(linkIn(made));
    await expect(made.service.surveys.linkOf("T-NONE")).rejects.toMatchObject({ code: "survey.not_found" });
  });

  test("the desk's key is made once, by whichever of two processes is first, and both know its links", async () => {
    const store = keptOpen(open());
    const first = await desk({ store });
    const second = await desk({ store, clock: first.clock, random: seededRandom(2) });
    await first.say("ada", technicalIssue);
    await first.say("bob", technicalIssue);
    const tickets = [await first.ticketOf("ada"), await first.ticketOf("bob")];
    const close = ({ service }: TestDesk, id = "") => service.tickets.close(id, { agentId: "li" });
    await Promise.all([close(first, tickets[0]?.id), close(second, tickets[1]?.id)]);
    // One may have a job in hand that the other waits for, and whoever comes second with the key tries again a moment later.
    await until(async () => {
      await Promise.all([first.service.idle(), second.service.idle()]);
      await first.clock.advance({ seconds: 1 });
      const surveys = await Promise.all(tickets.map(({ id }) => first.service.surveys.listOf(id)));
      return surveys.every(([survey]) => survey !== undefined && survey.sentAt !== null);
    });
    for (const { id } of tickets) {
      const link = linkOf(await first.service.surveys.linkOf(id));
      expect(linkOf(await second.service.surveys.linkOf(id))).toEqual(link);
      expect(await second.service.surveys.open(link)).toMatchObject({ state: "open" });
    }
  });

  test("another tenant with the same secret does not take its links", async () => {
    const store = keptOpen(open());
    const survey = { secret: "sixteen letters!" };
    const first = await desk({ store, survey, tenant: "first" });
    const second = await desk({ store, clock: first.clock, survey, tenant: "second" });
    const [link, other] = [await closeTicket(first), await closeTicket(second)];
    expect(await first.service.surveys.open(link)).toMatchObject({ state: "open" });
    // With the same chance both have tickets of the same name.
    expect(other.ticketId).toBe(link.ticketId);
    await expect(second.service.surveys.open(link)).rejects.toMatchObject(refusedAs("not_signed"));
  });

  test("a secret of the backend's signs instead; another one takes none of its links", async () => {
    const store = keptOpen(open());
    const made = await desk({ store, survey: { secret: "sixteen letters!" } });
    const link = await closeTicket(made);
    expect(await store.read("default", (reader) => reader.get("setting", "survey.key"))).toBeNull();
    const other = await desk({ store, clock: made.clock, survey: { secret: "another sixteen!!" } });
    expect(await made.service.surveys.open(link)).toMatchObject({ state: "open" });
    await expect(other.service.surveys.open(link)).rejects.toMatchObject(refusedAs("not_signed"));
  });

  test("the key is told nowhere, and the token only in the message that brings it", async () => {
    const lines: unknown[] = [];
    const log: Logger["info"] = (...line) => void lines.push(line);
    const logger: Logger = { ...silentLogger, debug: log, info: log, warn: log, error: log };
    const store = keptOpen(open());
    const made = await desk({ store, logger });
    const { ticketId, token } = await closeTicket(made);
    const key = await store.read("default", (reader) => reader.get("setting", "survey.key"));
    const secret = String(key?.value);
    expect(secret).toMatch(/^[0-9a-z]{52}$/);
    const error = await made.service.surveys.open({ ticketId, token: `${token}0` }).catch((thrown: unknown) => thrown);
    const { customerId } = await made.ticketOf("ada");
    const told = [made.events, lines, await made.service.explain(ticketId), String(error), error];
    const exported = await made.service.customers.export(customerId);
    expect(JSON.stringify([told, exported]).includes(secret)).toBe(false);
    // Who may read the message has its link; nobody else has.
    const beside = JSON.stringify([made.events.filter(({ name }) => !name.startsWith("message.")), ...told.slice(1)]);
    expect(beside.includes(token)).toBe(false);
  });
});
