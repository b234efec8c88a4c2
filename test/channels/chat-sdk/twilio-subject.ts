import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import { text as textOf } from "node:stream/consumers";
import { createTwilioAdapter } from "@chat-adapter/twilio";
import type { ChannelAdapter } from "kefu";
import { fromChatSdk } from "kefu/chat-sdk";
import { listening } from "../../listening.ts";
import { quiet } from "./slack-subject.ts";

const url = "https://desk.example.com/sms";
const authToken = "twilio-auth-token";

/** Twilio's adapter as a channel, with Twilio on loopback. */
export interface TwilioSubject {
  readonly channel: ChannelAdapter;
  readonly sent: readonly string[];
  /** Refuses the next send with this status and code of Twilio's. */
  refuseNext(status: number, code: number): void;
  /** A text message to the desk, as twilio.com/docs/messaging/guides/webhook-request has it. */
  sms(sid: string, body: string, token?: string): Request;
  /** A picture to the desk. */
  mms(sid: string): Request;
  close(): Promise<void>;
}

export async function twilioSubject(): Promise<TwilioSubject> {
  const sent: string[] = [];
  const refusals: { status: number; code: number }[] = [];
  const server = createServer(async (request, response) => {
    if (request.method === "GET") {
      const isOurs = request.headers.authorization === `Basic ${btoa(`AC1:${authToken}`)}`;
      return void response.writeHead(isOurs ? 200 : 401).end("a picture");
    }
    const form = new URLSearchParams(await textOf(request));
    const refusal = refusals.shift();
    const [From, To] = [form.get("From"), form.get("To")];
    if (refusal === undefined) sent.push(form.get("Body") ?? "");
    const body = refusal ?? { sid: `SM-out-${sent.length}`, from: From, to: To, direction: "outbound-api" };
    response.writeHead(refusal?.status ?? 201, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  const { origin, close } = await listening(server);
  const adapter = createTwilioAdapter({
    ...{ accountSid: "AC1", authToken, apiUrl: origin, phoneNumber: "+15550001", webhookUrl: url },
    logger: quiet,
  });
  const channel = fromChatSdk(adapter, { id: "sms", capabilities: { text: { max: 1_600, unit: "utf16" } } });
  return {
    channel,
    sent,
    close,
    refuseNext: (status, code) => void refusals.push({ status, code }),
    sms: (sid, body, token) => signed({ MessageSid: sid, Body: body, NumMedia: "0" }, token),
    mms: (sid) =>
      signed({ MessageSid: sid, NumMedia: "1", MediaUrl0: `${origin}/media/1`, MediaContentType0: "image/png" }),
  };
}

function signed(fields: Readonly<Record<string, string>>, token = authToken): Request {
  const form = { ...fields, AccountSid: "AC1", From: "+15557777", To: "+15550001" };
  // Twilio signs the address with all fields in the order of their names.
  const sorted = Object.entries(form).sort(([one], [other]) => (one < other ? -1 : 1));
  const content = sorted.reduce((text, [name, value]) => `${text}${name}${value}`, url);
  const signature = createHmac("sha1", token).update(content).digest("base64");
  const headers = { "content-type": "application/x-www-form-urlencoded", "x-twilio-signature": signature };
  return new Request(url, { method: "POST", headers, body: new URLSearchParams(form).toString() });
}
