import type { Clock } from "../ports/clock.ts";
import type { Ids } from "../ports/ids.ts";
import type { Logger } from "../ports/logger.ts";
import type { AssistantsMessages } from "./assistants-messages.ts";
import type { HostedDesk } from "./hosted-desk.ts";
import type { OpenclawPluginOptions } from "./plugin-options.ts";
import type { Staff } from "./staff.ts";

/** What everything that a plugin registers is made of. */
export interface PluginParts {
  readonly options: OpenclawPluginOptions;
  readonly desk: HostedDesk;
  readonly staff: Staff;
  readonly assistant: AssistantsMessages;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
}
