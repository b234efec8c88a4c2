import { rmSync } from "node:fs";
import { sqliteTicketStore } from "kefu/sqlite";
import { loadDriver } from "../../src/stores/sqlite/load-driver.ts";
import { FullWay } from "./full-way.ts";
for (const pragmas of [[], ["wal_autocheckpoint=8000"], ["wal_autocheckpoint=8000", "synchronous=OFF"], ["page_size=8192", "wal_autocheckpoint=4000"]]) {
for (const f of ["x"]) for (const s of ["", "-wal", "-shm", "-owner"]) rmSync(`/tmp/scratch/${f}.db`+s, {force:true});
const db: any = (await loadDriver())("/tmp/scratch/x.db");
for (const p of pragmas.filter(p => p.startsWith("page"))) db.exec("PRAGMA " + p);
let t = 0, n = 0;
const wrap = { exec: (s: string) => { db.exec(s); if (s.includes("temp_store")) for (const p of pragmas) db.exec("PRAGMA " + p); }, close: () => db.close(), prepare(sql: string) { const st = db.prepare(sql); if (sql !== "COMMIT") return st; return { run() { const b = performance.now(); const r = st.run(); t += performance.now() - b; n++; return r; } }; } };
const m = new FullWay(sqliteTicketStore({ database: wrap as any })); await m.start();
await m.run(3000); t = 0; n = 0;
const r = await m.run(16000);
console.log(pragmas.join(), Math.round(r), "us/msg", Math.round(1e6/r), "commit us/msg", Math.round(t*1000/16000), "per commit", Math.round(t*1000/n), "commits", n);
await m.stop();
}
