import { rmSync } from "node:fs";
import { memoryTicketStore } from "kefu";
import { sqliteTicketStore } from "kefu/sqlite";
import { FullWay } from "./full-way.ts";
import { bareSqlite } from "./bare-store.ts";
async function cpu(name: string, n: number, f: () => unknown) { const c = process.cpuUsage(); const t = performance.now(); await f(); const d = process.cpuUsage(c); console.log(name, "cpu us/msg", Math.round((d.user + d.system) / n), "(user", Math.round(d.user/n) + ")", "wall", Math.round((performance.now()-t)*1000/n)); }
const m = new FullWay(memoryTicketStore()); await m.start();
await m.run(5000);
for (let i=0;i<3;i++) await cpu("memory", 20000, () => m.run(20000));
await m.stop();
for (const f of ["x","y"]) for (const s of ["", "-wal", "-shm", "-owner"]) rmSync(`/tmp/scratch/${f}.db`+s, {force:true});
const bare = await bareSqlite("/tmp/scratch/y.db");
const q = new FullWay(sqliteTicketStore("/tmp/scratch/x.db")); await q.start();
await q.run(5000); bare.run(6400);
for (let i=0;i<3;i++) { await cpu("bare", 12800, () => bare.run(12800)); await cpu("sqlite", 8000, () => q.run(8000)); }
await q.stop();
