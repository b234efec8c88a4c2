export { type WhatsAppChannel, whatsappChannel } from "./whatsapp-channel.ts";
export type { WhatsAppChannelOptions } from "./whatsapp-options.ts";
