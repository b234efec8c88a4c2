import { rmSync } from "node:fs";
import { sqliteTicketStore } from "kefu/sqlite";
import { FullWay } from "./full-way.ts";
for (const f of ["x"]) for (const s of ["", "-wal", "-shm", "-owner"]) rmSync(`/tmp/scratch/${f}.db`+s, {force:true});
const m = new FullWay(sqliteTicketStore("/tmp/scratch/x.db")); await m.start();
await m.run(3000);
console.log(await m.run(20000));
await m.stop();
