import { describe, expect, test } from "vitest";
import { type Change, recorded, type Webhook } from "./recorded.ts";
import { type AnyEvent, runningChannel } from "./running-channel.ts";
import { account, requestOf } from "./webhooks.ts";

/** One event for each message, status and list of errors, and for each change of another kind. */
function countIn({ entry }: Webhook): number {
  const changes = entry.flatMap((one) => one.changes);
  return changes.reduce((sum, { field, value }) => {
    if (field !== "messages") return sum + 1;
    const ads = value.messages?.filter(({ referral }) => referral !== undefined) ?? [];
    const errors = value.errors === undefined ? 0 : 1;
    return sum + (value.messages?.length ?? 0) + (value.statuses?.length ?? 0) + ads.length + errors;
  }, 0);
}

function isTalk({ field, value }: Change): boolean {
  return field === "messages" && value.messages?.some(({ type }) => type === "system") !== true;
}

async function eventsOf(webhook: Webhook): Promise<readonly AnyEvent[]> {
  const { channel, events } = await runningChannel();
  const response = await channel.handle(requestOf(JSON.stringify(webhook)));
  expect(response.status).toBe(200);
  return events as AnyEvent[];
}

test("there are 74 recorded webhooks", () => {
  expect(recorded).toHaveLength(74);
});

test.each(recorded)("%s loses nothing", async (_, webhook) => {
  expect(await eventsOf(webhook)).toHaveLength(countIn(webhook));
});

describe("in one request", () => {
  /** Different ids, since many of the recorded ones are placeholders. */
  const all = recorded.map(([, webhook], index) => {
    const text = JSON.stringify(webhook).replaceAll(/"id":\s*"(wamid\.|<WHATSAPP_MESSAGE_ID>)/g, `"id":"${index}-$1`);
    return JSON.parse(text) as Webhook;
  });
  const expected = all.reduce((sum, webhook) => sum + countIn(webhook), 0);

  test("all of them, an entry each, lose nothing", async () => {
    const batch = { object: "whatsapp_business_account", entry: all.flatMap(({ entry }) => entry) };
    expect(await eventsOf(batch)).toHaveLength(expected);
  });

  test("all of them, in the changes of a single entry, lose nothing", async () => {
    const changes = all.flatMap(({ entry }) => entry.flatMap((one) => one.changes));
    const batch = { object: "whatsapp_business_account", entry: [{ id: "102290129340398", changes }] };
    expect(await eventsOf(batch)).toHaveLength(expected);
  });

  // System messages have no contacts beside them: those of others would make two moves of one.
  test("all messages and statuses, in a single change, lose nothing, and each message has its sender", async () => {
    const values = all.flatMap(({ entry }) =>
      entry.flatMap(({ changes }) => changes.filter(isTalk).map(({ value }) => value)),
    );
    const lists = (name: "messages" | "statuses" | "errors" | "contacts") =>
      values.flatMap((value) => ((value as Record<string, unknown[]>)[name] ?? []) as unknown[]);
    const value = {
      ...{ messaging_product: "whatsapp", metadata: { phone_number_id: account.phoneNumberId } },
      ...{
        contacts: lists("contacts"),
        messages: lists("messages"),
        statuses: lists("statuses"),
        errors: lists("errors"),
      },
    } as unknown as Change["value"];
    const entry = [{ id: "102290129340398", changes: [{ field: "messages", value }] }];
    const events = await eventsOf({ object: "whatsapp_business_account", entry });
    expect(events).toHaveLength(countIn({ object: "", entry }));
    const texts = events.filter(({ type }) => type === "message").map(({ address }) => address);
    expect(new Set(texts)).toEqual(new Set(["US.13491208655302741918"]));
  });

  test("delivered again, nothing is new", async () => {
    const batch = JSON.stringify({ object: "whatsapp_business_account", entry: all.flatMap(({ entry }) => entry) });
    const { channel, events } = await runningChannel();
    for (let time = 0; time < 3; time += 1) await channel.handle(requestOf(batch));
    expect(events).toHaveLength(expected);
  });
});
