import type { ChannelCase } from "./channel-adapter-contract/channel-case.ts";
import { withChannel } from "./channel-adapter-contract/channel-case.ts";
import type { ChannelUnderTest } from "./channel-adapter-contract/channel-under-test.ts";
import { failureCases } from "./channel-adapter-contract/failure-cases.ts";
import { identityCases } from "./channel-adapter-contract/identity-cases.ts";
import { inboundCases } from "./channel-adapter-contract/inbound-cases.ts";
import { limitCases } from "./channel-adapter-contract/limit-cases.ts";
import { outboundCases } from "./channel-adapter-contract/outbound-cases.ts";
import { secretCases } from "./channel-adapter-contract/secret-cases.ts";
import { stopCases } from "./channel-adapter-contract/stop-cases.ts";
import { webhookBodyCases } from "./channel-adapter-contract/webhook-body-cases.ts";
import { webhookCases } from "./channel-adapter-contract/webhook-cases.ts";
import type { ContractCase } from "./contract-case.ts";

/**
 * What every `ChannelAdapter` keeps, as cases for any test runner:
 *
 * ```ts
 * for (const { name, run } of channelAdapterContract(create)) test(name, run);
 * ```
 *
 * `create` is called for each case anew; the case stops the channel, and then calls `close` if there is one. What the
 * other end cannot play is left out of {@link ChannelUnderTest}, and the cases about it ask nothing then: the more it can
 * play, the more the contract proves.
 */
export function channelAdapterContract(
  create: () => ChannelUnderTest | Promise<ChannelUnderTest>,
): readonly ContractCase[] {
  return cases.map(({ name, check }) => ({ name, run: () => withChannel(create, check) }));
}

const cases: readonly ChannelCase[] = [
  ...identityCases,
  ...inboundCases,
  ...outboundCases,
  ...limitCases,
  ...failureCases,
  ...webhookCases,
  ...webhookBodyCases,
  ...secretCases,
  ...stopCases,
];
