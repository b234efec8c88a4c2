export { type ChatHandle, type ChatOptions, mountChat } from "./mount-chat.ts";
