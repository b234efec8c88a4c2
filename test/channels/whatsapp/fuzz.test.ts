import { silentLogger } from "kefu";
import { simulatedClock } from "kefu/testing";
import { whatsappChannel } from "kefu/whatsapp";
import { parseInboundEvent } from "../../../src/model/inbound.ts";
import { fuzzWebhook } from "../fuzz-webhook.ts";
import { recorded } from "./recorded.ts";
import { account, requestOf, signatureOf } from "./webhooks.ts";

fuzzWebhook({
  name: "the WhatsApp webhook",
  async start() {
    let received = 0;
    const channel = whatsappChannel(account);
    await channel.start({
      async receive(event) {
        parseInboundEvent(event);
        received += 1;
        return "accepted";
      },
      clock: simulatedClock(),
      logger: silentLogger,
    });
    return { handle: channel.handle, received: () => received };
  },
  request: (body) => requestOf(body, { "x-hub-signature-256": signatureOf(body) }),
  seeds: recorded.map(([, webhook]) => webhook),
});
