import { type CustomerService, isCode } from "kefu";
import type { WebHandler } from "kefu/node";
import { surveyHandler } from "kefu/survey";

/** What a desk answers over HTTP; more handlers are mounted in the same way. */
export interface DeskHandlers {
  /** Below `/survey`. */
  readonly survey: WebHandler;
  /** Below `/webhooks`: the last segment is the channel's id. */
  readonly webhook: WebHandler;
}

export function deskHandlers(service: CustomerService): DeskHandlers {
  return { survey: surveyHandler(service), webhook: webhookHandler(service) };
}

/** Gives each request to its channel. What the platform is answered then, is the channel's word. */
function webhookHandler(service: CustomerService): WebHandler {
  return async (request) => {
    const channelId = new URL(request.url).pathname.split("/").at(-1) ?? "";
    try {
      return await service.handle(channelId, request);
    } catch (error) {
      // With 503 a platform delivers again later: the desk is not running yet, or not any more.
      return new Response(null, { status: isCode(error, "channel.not_found") ? 404 : 503 });
    }
  };
}
