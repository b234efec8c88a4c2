import type { InboundEventInput, MediaReference } from "kefu";
import * as z from "zod/mini";

const id = z.string().check(z.minLength(1));
const optionalId = z.optional(id);
const source = z.object({ userId: optionalId, groupId: optionalId, roomId: optionalId });
const text = z.optional(z.string());
const message = z.object({ type: id, id, text, fileName: optionalId, quotedMessageId: optionalId });
const event = z.discriminatedUnion("type", [
  z.object({ type: z.literal("message"), webhookEventId: id, source, message }),
  z.object({ type: z.literal("postback"), webhookEventId: id, source, postback: z.object({ data: id }) }),
  z.object({ type: z.literal("unsend"), webhookEventId: id, source, unsend: z.object({ messageId: id }) }),
  z.object({ type: z.enum(["follow", "unfollow"]), webhookEventId: id, source }),
]);
const webhook = z.object({ events: z.array(z.unknown()) });

/** The events of a webhook that concern the desk; others, and what cannot be read, are left out. */
export function lineEvents(body: unknown): readonly InboundEventInput[] {
  return webhook.parse(body).events.flatMap((each) => {
    const parsed = event.safeParse(each);
    return parsed.success ? inboundEvents(parsed.data) : [];
  });
}

function inboundEvents(given: z.infer<typeof event>): readonly InboundEventInput[] {
  const { userId, groupId, roomId } = given.source;
  const address = groupId ?? roomId ?? userId;
  if (address === undefined) return [];
  const common = { eventId: given.webhookEventId, address };
  const from = { ids: [userId ?? address], verified: true };
  switch (given.type) {
    case "message":
      return [{ type: "message", ...common, messageId: given.message.id, from, ...contentOf(given.message) }];
    case "postback":
      return [{ type: "message", ...common, from, choice: { id: given.postback.data } }];
    case "unsend":
      return [{ type: "deletion", ...common, messageId: given.unsend.messageId }];
    case "follow":
    case "unfollow":
      return [{ type: "reachability", ...common, reachable: given.type === "follow" }];
    default:
      return given satisfies never;
  }
}

type Kind = MediaReference["kind"];
const mediaKinds: Record<string, Kind> = { image: "image", video: "video", audio: "audio", file: "document" };

function contentOf({ type, id, text, fileName, quotedMessageId }: z.infer<typeof message>) {
  if (type === "text") return { text: text ?? "", replyTo: quotedMessageId };
  const kind = Object.hasOwn(mediaKinds, type) ? mediaKinds[type] : undefined;
  return kind === undefined ? { unsupported: type } : { media: [{ kind, id, fileName }] };
}
