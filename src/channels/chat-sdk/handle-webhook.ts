import type { ChannelError } from "../../errors.ts";
import type { ChannelContext } from "../../ports/channel-adapter.ts";
import { readBody } from "../webhook/read-body.ts";
import type { ChatSdkAdapter } from "./chat-sdk-adapter.ts";
import { isRequestsFault } from "./chat-sdk-error.ts";
import type { ChatSdkState } from "./chat-sdk-state.ts";
import type { RequestsUnderWay } from "./requests-under-way.ts";

/** What a started channel works with. */
export interface RunningChatSdk {
  readonly context: ChannelContext;
  readonly state: ChatSdkState;
  readonly requests: RequestsUnderWay;
}

/** The channel whose webhook it is. */
export interface ChatSdkWebhook {
  readonly adapter: ChatSdkAdapter;
  readonly running: RunningChatSdk | null;
  readonly maxBytes: number;
  /** An error of the adapter as the desk understands it. */
  readonly failed: (error: unknown) => ChannelError;
}

/** The channel's `handle`: the adapter reads and answers, but nothing is said to be taken before the desk has it. */
export async function handleWebhook(
  { adapter, running, maxBytes, failed }: ChatSdkWebhook,
  request: Request,
): Promise<Response> {
  if (request.method !== "POST" && request.method !== "GET") return new Response("Only POST.", { status: 405 });
  if (running === null) return new Response("Not running.", { status: 503 });
  const body = await readBody(request, maxBytes);
  if (body === "too_long") return new Response("Too long.", { status: 413 });
  if (body === "broken_off") return new Response("The body ended early.", { status: 400 });
  const { url, method, headers } = request;
  const whole = new Request(url, { method, headers, ...(method === "POST" ? { body } : {}) });
  const adapt = async (waitUntil: (task: Promise<unknown>) => void) => adapter.handleWebhook(whole, { waitUntil });
  const { response, failures } = await running.requests.handle(adapt);
  if (response !== null && failures.length === 0) return response;
  running.state.forgetPassing();
  running.context.logger.warn({ adapter: adapter.name, failures: failures.length }, "A webhook was not taken.");
  return failures.every((error) => isRequestsFault(error, failed))
    ? new Response("Not understood.", { status: 400 })
    : new Response("Not now; please deliver it again.", { status: 503 });
}
