// What the widget and the web chat's handler say to each other, as JSON. Times are ISO 8601 in UTC.

/** `POST /session`: who chats. Everything else is asked with `authorization: Bearer <token>`. */
export interface SessionRequest {
  /** The token of an earlier session, to go on as the same visitor. */
  readonly token?: string | undefined;
  /** A short-lived JWT by which the page's own backend says who this is. */
  readonly identity?: string | undefined;
  /** A language tag: what the page is in. */
  readonly locale?: string | undefined;
}

/** What `POST /session` answers. */
export interface Session {
  readonly token: string;
  /** Whether somebody vouches for who this is. */
  readonly verified: boolean;
  /** Something stable that tells this visitor from others and is no secret: for names of locks and of what a browser keeps. */
  readonly visitor: string;
  readonly config: ChatConfig;
}

/** What the widget shows and keeps to. */
export interface ChatConfig {
  /** By language tag; the widget has words of its own for what is not said. */
  readonly title: string | null;
  readonly welcome: string | null;
  /** Whether a human may answer now. */
  readonly isOpen: boolean;
  /** When a human may answer again; `null`: nobody knows, or one does now. */
  readonly opensAt: string | null;
  /** Longest text, in characters (UTF-16 units). */
  readonly textLimit: number;
  /** `null`: no files are taken. */
  readonly attachments: { readonly maxBytes: number; readonly types: readonly string[] } | null;
}

/** `GET /conversation?before=<sequence>`: how it stands, and the latest messages, or those before. */
export interface ChatSnapshot {
  /** From here on the feed tells what is new. */
  readonly cursor: string;
  readonly conversation: ChatState;
  /** Oldest first; at most 50. */
  readonly messages: readonly ChatMessage[];
  readonly hasEarlier: boolean;
}

/** How the conversation stands. */
export interface ChatState {
  /** `none`: nobody wrote yet. */
  readonly state: "none" | "bot" | "queued" | "human" | "ended";
  /** The name of the agent who speaks. */
  readonly agentName: string | null;
  /** Up to which message the visitor has read. */
  readonly readUpTo: number;
}

/** A message. One that replaces another has the same `sequence`. */
export interface ChatMessage {
  readonly sequence: number;
  readonly from: "visitor" | "bot" | "agent" | "desk";
  readonly agentName: string | null;
  /** What the visitor's browser called it, of their own messages. */
  readonly clientId: string | null;
  readonly text: string;
  /** What the visitor chose, of their own messages. */
  readonly choice: { readonly id: string; readonly title: string | null } | null;
  /** What may be chosen; as quick replies, which go once something was said. */
  readonly options: readonly { readonly id: string; readonly title: string }[];
  /** The options are scores of a survey, lowest first. */
  readonly rating: { readonly surveyId: string } | null;
  /** `index` for `GET /attachments/<sequence>/<index>`; files of the desk have a `url` instead. */
  readonly files: readonly ChatFile[];
  readonly at: string;
}

/** A file of a message. */
export interface ChatFile {
  readonly index: number;
  readonly kind: "image" | "video" | "audio" | "document" | "sticker";
  readonly name: string | null;
  readonly mimeType: string | null;
  readonly url: string | null;
}

/** `POST /messages`. The same `clientId` again is the same message: it is stored once. */
export interface SendMessage {
  /** Of the browser's making: 8 to 64 letters, digits and dashes. */
  readonly clientId: string;
  readonly text?: string | undefined;
  /** The id and title of an option that was offered. */
  readonly choice?: { readonly id: string; readonly title?: string | undefined } | undefined;
  /** What `POST /attachments` answered. */
  readonly attachments?: readonly string[] | undefined;
}

/** What `POST /messages` answers, with 202: it is stored for good. */
export interface MessageStored {
  readonly stored: "accepted" | "duplicate";
}

/** `POST /read`: everything up to these was brought to the browser, or seen. Answers 204. */
export interface ReadUpTo {
  readonly delivered?: number | undefined;
  readonly read?: number | undefined;
}

/** `POST /typing`: the visitor writes. Answers 204. */
export type Typing = Readonly<Record<string, never>>;

/** `POST /rating`: the score of the survey that was last asked in this conversation, and a comment. Answers 204. */
export interface Rating {
  readonly score: number;
  readonly comment?: string | undefined;
}

/** `POST /attachments` (the body is the file; its name, percent-encoded, in `x-file-name`) answers with 201. */
export interface AttachmentStored {
  readonly id: string;
}

/**
 * `GET /events`: server-sent events, or a poll. First `event: ready` with {@link FeedReady}, last `event: bye`; between
 * them messages whose data is one of these. Unknown types are to be ignored.
 */
export type ChatEvent =
  | { readonly type: "message"; readonly message: ChatMessage }
  | { readonly type: "conversation"; readonly conversation: ChatState }
  | { readonly type: "typing"; readonly from: "agent" | "bot"; readonly agentName: string | null };

/** How a stream begins. */
export interface FeedReady {
  /** What the browser has is of another time: ask for the snapshot again. */
  readonly reset: boolean;
  readonly cursor: string;
  /** Nothing for two and a half times as long: the connection is dead. */
  readonly heartbeatMs: number;
}

/** What a poll (`accept: application/json`, `?wait=` seconds up to 25) answers. */
export interface FeedPage<E> {
  readonly reset: boolean;
  readonly cursor: string;
  readonly events: readonly (E & { readonly id?: string })[];
}
