import { memoryTicketStore } from "kefu";
import { FullWay } from "./full-way.ts";
const all: number[] = [];
for (let k = 0; k < 2; k++) {
const m = new FullWay(memoryTicketStore()); await m.start();
await m.run(5000);
for (let i = 0; i < 10; i++) all.push(Math.round(await m.run(3000)));
await m.stop(); }
console.log("memory", all.join(" "), "best", Math.max(...all));
