export type { AttachmentFile, AttachmentStore, Attachments } from "../../channels/webchat/attachments.ts";
export type { FileType } from "../../channels/webchat/file-kinds.ts";
export {
  type WebchatAttachmentOptions,
  type WebchatChannel,
  type WebchatChannelOptions,
  webchatChannel,
} from "../../channels/webchat/webchat-channel.ts";
export type { WebHandler } from "../handler.ts";
export type { ChatUser } from "./chat-user.ts";
export { signIdentity } from "./identity-token.ts";
export { webchatHandler } from "./webchat-handler.ts";
export type { WebchatHandlerOptions } from "./webchat-options.ts";
export type { WordsByLanguage } from "./words-by-language.ts";
