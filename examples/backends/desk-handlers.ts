import type { CustomerService } from "kefu";
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
  return {
    survey: surveyHandler(service),
    webhook: (request) => service.handle(new URL(request.url).pathname.split("/").at(-1) ?? "", request),
  };
}
