import { CustomerServiceError } from "../../errors.ts";
import type { ChannelContext } from "../../ports/channel-adapter.ts";
import { readBody } from "../webhook/read-body.ts";
import type { ChatSdkAdapter } from "./chat-sdk-adapter.ts";
import type { ChatSdkState } from "./chat-sdk-state.ts";

/** What a started channel works with. */
export interface RunningChatSdk {
  readonly context: ChannelContext;
  readonly state: ChatSdkState;
}

/** The channel's `handle`: the adapter reads and answers, but nothing is said to be taken before the desk has it. */
export async function handleWebhook(
  adapter: ChatSdkAdapter,
  running: RunningChatSdk | null,
  request: Request,
  maxBytes: number,
): Promise<Response> {
  if (request.method !== "POST" && request.method !== "GET") return new Response("Only POST.", { status: 405 });
  if (running === null) return new Response("Not running.", { status: 503 });
  const body = await readBody(request, maxBytes);
  if (body === "too_long") return new Response("Too long.", { status: 413 });
  if (body === "broken_off") return new Response("The body ended early.", { status: 400 });
  const { url, method, headers } = request;
  const whole = new Request(url, { method, headers, ...(method === "POST" ? { body } : {}) });
  const { response, failures } = await handled(adapter, whole);
  if (failures.length === 0) return response ?? new Response("Not understood.", { status: 400 });
  running.state.forgetPassing();
  running.context.logger.warn({ adapter: adapter.name, failures: failures.length }, "A webhook was not taken.");
  const isDesk = failures.some((error) => error instanceof CustomerServiceError);
  return isDesk
    ? new Response("Not now; please deliver it again.", { status: 503 })
    : new Response("Not understood.", { status: 400 });
}

interface Handled {
  /** `null` when the adapter failed. */
  readonly response: Response | null;
  readonly failures: readonly unknown[];
}

/** Lets the adapter handle it, and waits until all that it found is with the desk. */
async function handled(adapter: ChatSdkAdapter, request: Request): Promise<Handled> {
  const tasks: Promise<unknown>[] = [];
  const failures: unknown[] = [];
  const waitUntil = (task: Promise<unknown>) => {
    tasks.push(task.catch((error) => failures.push(error)));
  };
  const response = await adapter.handleWebhook(request, { waitUntil }).catch((error) => {
    failures.push(error);
    return null;
  });
  // A task may find more: the list grows while it is gone through.
  for (const task of tasks) await task;
  return { response, failures };
}
