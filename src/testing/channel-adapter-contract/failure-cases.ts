import { channelErrorKinds } from "../../errors.ts";
import { assert, assertEqual } from "../assert.ts";
import { assertChannelError, type ChannelCase, promptly } from "./channel-case.ts";

/** How long the other end asks to wait: in whole seconds, and none that a channel would choose by itself. */
const retryAfterMs = 17_000;

const kindCases = channelErrorKinds.map((kind): ChannelCase => {
  return {
    name: `tells a failure of the kind ${kind} from others`,
    async check({ failures = [], failNext, send, delivered }) {
      if (!failures.includes(kind)) return;
      failNext({ kind, ...(kind === "rate_limited" ? { retryAfterMs } : {}) });
      const error = await assertChannelError(() => send("contract:1", { text: "first" }));
      assertEqual(error.kind, kind, "The kind of the ChannelError");
      if (kind === "rate_limited") assertEqual(error.retryAfterMs, retryAfterMs, "What the other end asks to wait");
      // Whoever does not know may have sent it.
      const before = kind === "unknown" ? delivered().filter((text) => text !== "first") : delivered();
      assertEqual(before, [], "What failed should not have gone out");
      await send("contract:2", { text: "second" });
      assertEqual(delivered().at(-1), "second", "The next one should go out");
    },
  };
});

export const failureCases: readonly ChannelCase[] = [
  {
    name: "throws a ChannelError when it cannot send, and sends again afterwards",
    async check({ failNext, send, delivered }) {
      failNext();
      await assertChannelError(() => send("contract:1", { text: "again" }));
      await send("contract:1", { text: "again" });
      assertEqual(delivered(), ["again"], "It should have gone out once");
    },
  },
  ...kindCases,
  {
    name: "sends nothing when its time is over already",
    async check({ send, delivered }) {
      const given = send("contract:1", { text: "late" }, AbortSignal.abort());
      const error = await assertChannelError(() => promptly(given, "A send that was given up should end at once."));
      assert(error.kind === "transient" || error.kind === "unknown", `transient or unknown, not ${error.kind}.`);
      assertEqual(delivered(), [], "Nothing should have gone out");
      await send("contract:2", { text: "in time" });
      assertEqual(delivered(), ["in time"], "The next one should go out");
    },
  },
  {
    name: "gives up a send that is not answered when its time is over, and does not claim that nothing went out",
    async check({ channel, send, stallNext }) {
      if (stallNext === undefined) return;
      const arrived = stallNext();
      const time = new AbortController();
      const sending = assertChannelError(() => send("contract:1", { text: "hello?" }, time.signal));
      // It may fail at once, which is said below.
      await Promise.race([arrived, sending]);
      time.abort();
      const error = await promptly(sending, "A send that was given up should end at once.");
      const kinds = channel.capabilities.idempotent === true ? ["unknown", "transient"] : ["unknown"];
      assert(kinds.includes(error.kind), `It may have gone out, so the kind is ${kinds.join(" or ")}: ${error.kind}.`);
    },
  },
];
