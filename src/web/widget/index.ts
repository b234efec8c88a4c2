/** Placeholder. */
export const chat = "kefu-chat";
