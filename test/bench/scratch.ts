import { rmSync } from "node:fs";
import { sqliteTicketStore } from "kefu/sqlite";
import { FullWay } from "./full-way.ts";
import { bareSqlite } from "./bare-store.ts";
for (const f of ["x","y"]) for (const s of ["", "-wal", "-shm", "-owner"]) rmSync(`/tmp/scratch/${f}.db`+s, {force:true});
const bare = await bareSqlite("/tmp/scratch/y.db");
const m = new FullWay(sqliteTicketStore("/tmp/scratch/x.db")); await m.start();
await m.run(3000); bare.run(6400);
for (let i = 0; i < 4; i++) { const b = bare.run(12800); const f = await m.run(4000); console.log("bare", Math.round(b), "full", Math.round(f), (f/b).toFixed(3)); }
await m.stop();
