import { rmSync } from "node:fs";
import { sqliteTicketStore } from "kefu/sqlite";
import { loadDriver } from "../../src/stores/sqlite/load-driver.ts";
import { FullWay } from "./full-way.ts";
for (const pragmas of [[], ["synchronous=OFF"]]) {
for (const f of ["x"]) for (const s of ["", "-wal", "-shm", "-owner"]) rmSync(`/tmp/scratch/${f}.db`+s, {force:true});
const db: any = (await loadDriver())("/tmp/scratch/x.db");
let t = 0, n = 0, st2 = 0, c2 = 0;
const wrap = { exec: (s: string) => { db.exec(s); if (s.includes("temp_store")) for (const p of pragmas) db.exec("PRAGMA " + p); }, close: () => db.close(), prepare(sql: string) { const st = db.prepare(sql); const wrapF = (nm: string) => (...a: any[]) => { const b = performance.now(); const r = st[nm](...a); const e = performance.now() - b; if (sql === "COMMIT") { t += e; n++; } else { st2 += e; c2++; } return r; }; return { run: wrapF("run"), get: wrapF("get"), all: wrapF("all") }; } };
const m = new FullWay(sqliteTicketStore({ database: wrap as any })); await m.start();
await m.run(3000); t = 0; n = 0; st2 = 0; c2 = 0;
const r = await m.run(16000);
console.log(pragmas.join(), Math.round(r), "us/msg", Math.round(1e6/r), "commit us/msg", Math.round(t*1000/16000), "per commit", Math.round(t*1000/n), "commits", n, "statements us/msg", Math.round(st2*1000/16000), "count", c2/16000);
await m.stop();
}
