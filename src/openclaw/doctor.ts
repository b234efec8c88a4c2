import * as z from "zod/mini";

/** A setting of the gateway by which customers would see what is not meant for them. */
export interface OpenclawFinding {
  /** Its place in `openclaw.json`: `channels.telegram.dmPolicy`. */
  readonly setting: string;
  /** What happens as it is. */
  readonly problem: string;
  /** JSON to merge into `openclaw.json`. */
  readonly paste: string;
}

/** What the desk expects of the gateway. */
export interface OpenclawExpectations {
  /** The plugin's id. */
  readonly id: string;
  /** The desk's channels, as `openclaw.json` names them. */
  readonly channels: readonly string[];
  /** Peers who may use the host's own commands. */
  readonly operators?: readonly string[] | undefined;
}

const list = z.catch(z.optional(z.array(z.union([z.string(), z.pipe(z.number(), z.transform(String))]))), undefined);
const word = z.catch(z.optional(z.string()), undefined);
const access = { dmPolicy: word, allowFrom: list };
const channelSettings = z.object({
  ...access,
  accounts: z.catch(z.optional(z.record(z.string(), z.catch(z.object(access), {}))), undefined),
});
const gatewaySettings = z.object({
  channels: z.catch(z.optional(z.record(z.string(), z.catch(channelSettings, {}))), undefined),
  commands: z.catch(
    z.optional(z.object({ allowFrom: z.catch(z.optional(z.record(z.string(), list)), undefined) })),
    undefined,
  ),
  session: z.catch(z.optional(z.object({ dmScope: word })), undefined),
  plugins: z.catch(z.optional(z.object({ allow: list })), undefined),
});

/** Looks over a gateway's configuration; what it finds was seen to go wrong with openclaw 2026.9.6. */
export function openclawFindings(config: unknown, expected: OpenclawExpectations): readonly OpenclawFinding[] {
  const { channels = {}, commands, session, plugins } = gatewaySettings.safeParse(config).data ?? {};
  return [
    ...expected.channels.flatMap((name) => accessFindings(name, channels[name] ?? {})),
    ...commandFindings(commands?.allowFrom, expected),
    ...sessionFindings(session?.dmScope),
    ...pluginFindings(plugins?.allow, expected.id),
  ];
}

function accessFindings(name: string, settings: z.output<typeof channelSettings>): readonly OpenclawFinding[] {
  const { accounts = {}, ...own } = settings;
  const places = [
    { setting: `channels.${name}`, at: own, merge: (fix: object) => ({ channels: { [name]: fix } }) },
    ...Object.entries(accounts).map(([account, at]) => ({
      setting: `channels.${name}.accounts.${account}`,
      at: { dmPolicy: at.dmPolicy ?? own.dmPolicy, allowFrom: at.allowFrom ?? own.allowFrom },
      merge: (fix: object) => ({ channels: { [name]: { accounts: { [account]: fix } } } }),
    })),
  ];
  return places.flatMap(({ setting, at, merge }) => [
    ...(at.dmPolicy === "open"
      ? []
      : [
          finding(
            `${setting}.dmPolicy`,
            "strangers are answered with a pairing code of OpenClaw, and the desk never hears of them",
            merge({ dmPolicy: "open", allowFrom: ["*"] }),
          ),
        ]),
    ...(at.dmPolicy !== "open" || at.allowFrom?.includes("*") === true
      ? []
      : [finding(`${setting}.allowFrom`, "only those on the list reach the desk", merge({ allowFrom: ["*"] }))]),
  ]);
}

function commandFindings(
  allowFrom: Readonly<Record<string, readonly string[] | undefined>> | undefined,
  { channels, operators = [] }: OpenclawExpectations,
): readonly OpenclawFinding[] {
  const lists = ["*", ...channels].map((name) => allowFrom?.[name]);
  if (lists[0] !== undefined && lists.every((one) => one?.includes("*") !== true)) return [];
  const own = channels.map((name) => {
    const ids = operators.filter((peer) => peer.startsWith(`${name}:`)).map((peer) => peer.slice(name.length + 1));
    return [name, ids] as const;
  });
  const fix = { "*": [], ...Object.fromEntries(own.filter(([, ids]) => ids.length > 0)) };
  const problem =
    "customers may use the host's commands, and words such as stop or 停止 abort its agent, which they are told, instead of reaching the desk";
  return [finding("commands.allowFrom", problem, { commands: { allowFrom: fix } })];
}

function sessionFindings(dmScope: string | undefined): readonly OpenclawFinding[] {
  if (dmScope !== undefined && dmScope !== "main") return [];
  const problem =
    "all customers share one session of the host: they wait for each other, and its assistant mixes them up";
  return [finding("session.dmScope", problem, { session: { dmScope: "per-account-channel-peer" } })];
}

function pluginFindings(allow: readonly string[] | undefined, id: string): readonly OpenclawFinding[] {
  if (allow === undefined || allow.includes(id)) return [];
  const problem = "the gateway does not load this plugin at its next start, and customers are answered by its model";
  return [finding("plugins.allow", problem, { plugins: { allow: [...allow, id] } })];
}

function finding(setting: string, problem: string, paste: object): OpenclawFinding {
  return { setting, problem, paste: JSON.stringify(paste) };
}
