import { CustomerServiceError } from "../../errors.ts";
import { assert, assertEqual } from "../assert.ts";
import { type ChannelCase, oneRequest, type StartedWebhook, textsOf, webhookCase } from "./channel-case.ts";

export const webhookCases: readonly ChannelCase[] = [
  webhookCase(
    "refuses every forged request with 401 or 403, and takes genuine ones before and after",
    async (subject) => {
      const { webhook, handle, received } = subject;
      await take(subject, "contract-before");
      const forgeries = Object.entries(await webhook.forgeries([{ eventId: "contract-forged", text: "let me in" }]));
      assert(forgeries.length > 0, "There should be a forgery.");
      for (const [fault, request] of forgeries) {
        const { status } = await handle(request);
        assert(
          status === 401 || status === 403,
          `A request with this fault: ${fault} needs 401 or 403; got ${status}.`,
        );
        assertEqual(received.length, 1, `Nothing should arrive of a request with this fault: ${fault}`);
      }
      await take(subject, "contract-after");
      assertEqual(received.length, 2, "The genuine ones should arrive");
    },
  ),
  webhookCase("takes no event by another method than the channel's", async ({ webhook, handle, received }) => {
    for (const method of ["GET", "PUT", "DELETE"]) {
      const genuine = await webhook.request([{ eventId: "contract-1", text: "hi" }]);
      const { url, headers } = genuine;
      const init = method === "GET" ? { method, headers } : { method, headers, body: await genuine.arrayBuffer() };
      const { status } = await handle(new Request(url, init));
      assert(status >= 400 && status < 500, `${method} without a meaning needs a 4xx; got ${status}.`);
    }
    assertEqual(received, [], "Nothing should arrive");
  }),
  webhookCase("takes every message of a request, in order", async ({ webhook, handle, received }) => {
    const messages = oneRequest(webhook, "one", "二", "3 😀", "four", "five");
    const { status } = await handle(await webhook.request(messages));
    assertEqual(status, 200, "The status");
    assertEqual(
      textsOf(received),
      messages.map(({ text }) => text),
      "The texts that arrive",
    );
    assertEqual(new Set(received.map(({ eventId }) => eventId)).size, messages.length, "How many ids they have");
  }),
  webhookCase("names what a request carries the same when it is delivered again", async (subject) => {
    const { webhook, handle, received } = subject;
    const messages = oneRequest(webhook, "one", "two");
    for (const _ of [1, 2]) assertEqual((await handle(await webhook.request(messages))).status, 200, "The status");
    const ids = received.map(({ eventId }) => eventId);
    assertEqual(
      ids,
      [...ids.slice(0, messages.length), ...ids.slice(0, messages.length)],
      "The ids of both deliveries",
    );
    assertEqual(new Set(ids).size, messages.length, "How many different ids there are");
  }),
  ...(["store.unavailable", "service.not_running"] as const).map((code) =>
    webhookCase(`answers 503 while the desk rejects with ${code}, and loses nothing`, (subject) =>
      takesWhenItCan(subject, new CustomerServiceError(code, "Not now.")),
    ),
  ),
  webhookCase("answers 503 when the desk fails in a way that nobody knows, and loses nothing", (subject) =>
    takesWhenItCan(subject, new TypeError("undefined is not a function")),
  ),
  webhookCase("takes the others when the desk refuses one message for good", async (subject) => {
    const { desk, webhook, handle, received } = subject;
    const messages = oneRequest(webhook, "one", "two", "three");
    const refused = messages[1] ?? messages[0];
    desk.refuseWith((event) =>
      event.type === "message" && event.text === refused?.text
        ? new CustomerServiceError("message.invalid", "Refused.")
        : null,
    );
    const { status } = await handle(await webhook.request(messages));
    assert(status < 500, `What is refused for good should not be delivered again; got ${status}.`);
    const others = messages.filter((message) => message !== refused).map(({ text }) => text);
    assertEqual(textsOf(received), others, "The others should arrive");
  }),
];

async function take({ webhook, handle }: StartedWebhook, eventId: string): Promise<void> {
  const { status } = await handle(await webhook.request([{ eventId, text: "genuine" }]));
  assertEqual(status, 200, "The status of a genuine request");
}

/** The desk cannot take the last message of a request; the other end delivers all of it again, and then it can. */
async function takesWhenItCan({ desk, webhook, handle, received }: StartedWebhook, error: Error): Promise<void> {
  const messages = oneRequest(webhook, "one", "two", "three");
  const texts = messages.map(({ text }) => text);
  desk.refuseWith((event) => (event.type === "message" && event.text === texts.at(-1) ? error : null));
  for (const _ of [1, 2]) {
    const refused = await handle(await webhook.request(messages));
    assertEqual(refused.status, 503, `The status while the desk fails with ${error.name}`);
  }
  desk.refuseWith(() => null);
  assertEqual((await handle(await webhook.request(messages))).status, 200, "The status when it can again");
  assertEqual([...new Set(textsOf(received))], texts, "Everything should arrive in the end");
}
