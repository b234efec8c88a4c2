export { type WhatsAppChannel, type WhatsAppChannelOptions, whatsappChannel } from "./whatsapp-channel.ts";
