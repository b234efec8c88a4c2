import { CustomerServiceError } from "../errors.ts";
import type { Logger } from "../ports/logger.ts";
import { sortableIds } from "../system/sortable-ids.ts";
import { systemClock } from "../system/system-clock.ts";
import { systemRandom } from "../system/system-random.ts";
import { agentCommands } from "./agent-commands.ts";
import { assistantsMessages } from "./assistants-messages.ts";
import { type MessageClaims, messageClaims } from "./claim-messages.ts";
import { openclawFindings } from "./doctor.ts";
import { customersGuard } from "./guard.ts";
import { HostedDesk } from "./hosted-desk.ts";
import { httpRoute } from "./http-route.ts";
import { gatewayLogger, type OpenclawApi, type OpenclawService } from "./openclaw-api.ts";
import { operatorToolNames, operatorTools } from "./operator-tools.ts";
import type { OpenclawDesk, OpenclawPluginOptions } from "./plugin-options.ts";
import { buttonNamespace, gatewaySend } from "./send-batch.ts";
import { staffOf } from "./staff.ts";

/** A plugin, as an entry file of OpenClaw exports it by default. */
export interface OpenclawPlugin {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** Only says what there is: the gateway calls it several times in a process, and the desk starts with the service. */
  register(api: OpenclawApi): void;
}

/**
 * The desk inside an OpenClaw gateway. Customers who write on channels that the desk has of {@link openclawChannels} are the
 * desk's, and the gateway's model never hears of them; everybody else's messages stay the model's.
 *
 * ```ts
 * const desk = openclawPlugin(
 *   ({ stateDir }) => new CustomerService({
 *     channels: openclawChannels(["whatsapp", "telegram"]),
 *     store: sqliteTicketStore(`${stateDir}/my-desk.db`),
 *     faq,
 *   }),
 *   { id: "my-desk" },
 * );
 * export { desk as default };
 * ```
 *
 * At its start it warns of settings of the gateway by which customers would see what is not for them. Refuses with
 * `options.invalid` a plugin without id.
 */
export function openclawPlugin(service: OpenclawDesk, options: OpenclawPluginOptions): OpenclawPlugin {
  const { id, clock = systemClock } = options;
  if (!/^[a-z0-9][a-z0-9._-]*$/i.test(id)) {
    throw new CustomerServiceError(
      "options.invalid",
      `Option id: expected the id of openclaw.plugin.json; got "${id}".`,
    );
  }
  const desk = new HostedDesk(service, clock, options);
  const ids = sortableIds(clock, systemRandom());
  const staff = staffOf(options);
  const assistant = assistantsMessages(options);
  return {
    id,
    name: options.name ?? id,
    description: options.description ?? "A customer-service desk: FAQ answers, tickets, routing.",
    register(api) {
      const parts = { options, desk, staff, assistant, clock, ids, logger: gatewayLogger(api.logger) };
      const claims = messageClaims(parts);
      api.registerService(deskService(desk, api, options));
      api.on("message_received", claims.note);
      api.on("before_dispatch", claims.claim);
      if (options.guard !== false) api.on("message_sending", customersGuard(parts));
      api.registerInteractiveHandler(buttonHandler(claims, parts.logger));
      for (const command of agentCommands(parts)) api.registerCommand(command);
      api.registerTool(operatorTools(parts), { names: [...operatorToolNames] });
      api.registerHttpRoute(httpRoute(parts));
    },
  };
}

function deskService(desk: HostedDesk, api: OpenclawApi, options: OpenclawPluginOptions): OpenclawService {
  const { id, operators, send = gatewaySend } = options;
  return {
    id,
    async start({ stateDir, config }) {
      await desk.start({ stateDir, config }, { send, config: () => api.runtime.config.current() });
      const expected = { id, channels: desk.channelIds(), operators };
      for (const { setting, problem, paste } of openclawFindings(api.config, expected)) {
        api.logger.warn(`${setting}: ${problem}. Merge into openclaw.json: ${paste}`);
      }
    },
    stop: () => desk.stop(),
  };
}

/** Of Telegram only: see the capabilities of its channel. */
function buttonHandler(claims: MessageClaims, logger: Logger) {
  return {
    channel: "telegram",
    namespace: buttonNamespace,
    async handler(press: unknown) {
      try {
        await claims.press("telegram", press);
      } catch (error) {
        logger.error({ error }, "A press could not be taken.");
      }
      // Never left to the gateway, which would give the button's value to its model as a message.
      return { handled: true };
    },
  };
}
