import { assert } from "../assert.ts";
import { type ChannelCase, type StartedChannel, webhookCase } from "./channel-case.ts";

const message = { eventId: "contract-1", text: "hi" };

export const secretCases: readonly ChannelCase[] = [
  {
    name: "tells no secret when it fails, in no error and no log",
    async check(subject) {
      const { secrets = [], failures = [], failNext, send, say, channel, desk } = subject;
      if (secrets.length === 0) return;
      const told: unknown[] = [desk.logged, desk.received, channel.id];
      const attempt = (work: Promise<unknown>) =>
        work.then(
          (value) => told.push(value),
          (error) => told.push(error),
        );
      failNext();
      await attempt(send("contract:0", { text: "fails" }));
      for (const kind of failures) {
        failNext({ kind });
        await attempt(send(`contract:${kind}`, { text: "fails" }));
      }
      await attempt(send("contract:late", { text: "late" }, AbortSignal.abort()));
      await attempt(Promise.resolve(channel.openMedia?.({ kind: "image", id: "contract-unknown" }, openOptions)));
      await attempt(say(message));
      await channel.stop();
      await attempt(send("contract:stopped", { text: "stopped" }));
      assertNoSecret(subject, told);
    },
  },
  webhookCase("tells no secret to whom it refuses", async (subject) => {
    const { webhook, handle, desk } = subject;
    const forged = Object.values(await webhook.forgeries([message]));
    const requests = [...forged, await webhook.genuine("rubbish"), await webhook.request([message])];
    const told: unknown[] = [desk.logged];
    for (const request of requests) {
      const response = await handle(request);
      told.push([...response.headers], await response.text());
    }
    assertNoSecret(subject, told);
  }),
];

const openOptions = { signal: new AbortController().signal };

function assertNoSecret({ secrets = [] }: StartedChannel, told: readonly unknown[]): void {
  const text = everythingIn(told, new Set()).join("\n");
  for (const secret of secrets) {
    const at = text.indexOf(secret);
    assert(at < 0, `A secret was told: …${text.slice(Math.max(at - 80, 0), at)}<secret>`);
  }
}

/** Every text inside, also those that JSON leaves out: messages, stacks and causes of errors. */
function everythingIn(value: unknown, seen: Set<unknown>): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null || seen.has(value)) return [];
  seen.add(value);
  if (value instanceof URL) return [value.href];
  if (value instanceof Headers || value instanceof Map) return everythingIn([...value], seen);
  if (value instanceof Request || value instanceof Response) return [value.url, ...everythingIn(value.headers, seen)];
  return Object.getOwnPropertyNames(value).flatMap((name) => [name, ...everythingIn(Reflect.get(value, name), seen)]);
}
