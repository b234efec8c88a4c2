import { chat } from "./index.ts";

console.info(chat);
