import { CustomerService, type CustomerServiceOptions } from "kefu";
import { type OpenclawPluginOptions, openclawChannels, openclawPlugin } from "kefu/openclaw";
import { type SimulatedClock, seededRandom, simulatedClock } from "kefu/testing";
import { onTestFinished } from "vitest";
import { faq, li, wang } from "../harness.ts";
import { FakeGateway } from "./gateway.ts";

/** A desk that runs inside a gateway. */
export interface Hosted {
  readonly gateway: FakeGateway;
  readonly service: CustomerService;
  readonly clock: SimulatedClock;
}

/** A desk of these options on the gateway's Telegram and WhatsApp, not started. */
export function unstarted(
  plugin: Partial<OpenclawPluginOptions> = {},
  desk: Partial<CustomerServiceOptions> = {},
): Hosted {
  const gateway = new FakeGateway();
  const clock = simulatedClock();
  const service = new CustomerService({
    channels: openclawChannels(["whatsapp", "telegram"]),
    agents: [li, wang],
    faq,
    random: seededRandom(1),
    clock,
    ...desk,
  });
  gateway.load(openclawPlugin(service, { id: "my-desk", send: gateway.send, clock, ...plugin }));
  onTestFinished(() => service.stop({ graceMs: 0 }));
  return { gateway, service, clock };
}

/** The same, started. */
export async function hosted(...options: Parameters<typeof unstarted>): Promise<Hosted> {
  const made = unstarted(...options);
  await made.gateway.start();
  return made;
}

/** Where the desk keeps Telegram's thread with this customer. */
export function addressOf(customer: string): string {
  return `default/${customer}`;
}
