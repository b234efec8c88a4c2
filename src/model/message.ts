import type { Sender } from "./customer.ts";

/** Who said or did something. */
export type Actor =
  | { readonly kind: "customer"; readonly id: string | null }
  | { readonly kind: "bot" }
  | { readonly kind: "agent"; readonly id: string }
  /** The desk's own rules: timers, routing, policies. */
  | { readonly kind: "system" };

/** A picture, sound or file. It is named, not stored: the channel opens it. */
export interface MediaReference {
  readonly kind: "image" | "video" | "audio" | "document" | "sticker";
  /** The channel's own id of the file; in a message of the desk's also the https address from which the channel fetches it. */
  readonly id: string;
  readonly mimeType?: string | undefined;
  readonly fileName?: string | undefined;
}

/** Something the customer may choose instead of typing. */
export interface MessageOption {
  /** Comes back as `choice.id` when it is chosen. */
  readonly id: string;
  readonly title: string;
}

/** A message the channel must have approved before, for use outside its reply window. */
export interface MessageTemplate {
  readonly name: string;
  readonly language: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * What a message says. Inbound messages use text, choice, media and location; outbound ones text, media, options,
 * template.
 */
export interface MessageContent {
  readonly text: string;
  readonly choice?: { readonly id: string; readonly title?: string | undefined } | undefined;
  readonly media?: readonly MediaReference[] | undefined;
  readonly location?: { readonly latitude: number; readonly longitude: number } | undefined;
  /** The channel's name of a kind of content that kefu does not know. */
  readonly unsupported?: string | undefined;
  /** The channel's id of the message that this one answers. */
  readonly replyTo?: string | undefined;
  /** Pictures sent as one have the same. */
  readonly albumId?: string | undefined;
  readonly options?: readonly MessageOption[] | undefined;
  readonly template?: MessageTemplate | undefined;
}

/**
 * `received` for inbound messages. Outbound: `pending` until the channel took it, then `sent`, `delivered`, `read`;
 * or `failed` (the channel refused it for good), `unknown` (it may have gone out; never resent blindly).
 */
export type MessageStatus = "received" | "pending" | "sent" | "delivered" | "read" | "failed" | "unknown";

/** One message of a conversation, inbound or outbound. */
export interface Message {
  readonly id: string;
  readonly version: number;
  readonly conversationId: string;
  readonly channelId: string;
  /** Its place in the conversation, from 1 without gaps. */
  readonly sequence: number;
  readonly direction: "inbound" | "outbound";
  readonly author: Actor;
  /** The person as the channel named them; inbound messages only. */
  readonly sender: Sender | null;
  readonly content: MessageContent;
  readonly status: MessageStatus;
  /** Why it failed, or went out as a template, for people. */
  readonly statusReason: string | null;
  /** Under which the channel told of it; inbound messages only. */
  readonly eventId: string | null;
  /** The channel's id of it: of the message that came in, or of the last part that went out. */
  readonly externalId: string | null;
  /** How many parts of a split message are out; a retry goes on after them. */
  readonly sentParts: number;
  readonly ticketId: string | null;
  readonly createdAt: Date;
  /** When the channel took it; outbound messages only. */
  readonly sentAt: Date | null;
  /** When its customer changed the text last; `null` for never. */
  readonly editedAt: Date | null;
  /** When its customer took it back: it says nothing any more. What a ticket has of it, such as its subject, stays. */
  readonly deletedAt: Date | null;
  /** The message by which it was sent again, when a person decided so. */
  readonly resentAs: string | null;
  /** The emoji the customer put on it; `null` for none. */
  readonly reaction: string | null;
}

const statusRank: Readonly<Record<MessageStatus, number>> = {
  received: 0,
  pending: 0,
  unknown: 1,
  sent: 2,
  delivered: 3,
  read: 4,
  // A channel may take a message and refuse it later, but what reached the customer did not fail.
  failed: 2.5,
};

/** Delivery status only moves forward; receipts come late and out of order. */
export function isForward(from: MessageStatus, to: MessageStatus): boolean {
  return statusRank[to] > statusRank[from];
}
