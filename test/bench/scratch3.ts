import { rmSync } from "node:fs";
import { sqliteTicketStore } from "kefu/sqlite";
import { loadDriver } from "../../src/stores/sqlite/load-driver.ts";
import { FullWay } from "./full-way.ts";
for (const f of ["x"]) for (const s of ["", "-wal", "-shm", "-owner"]) rmSync(`/tmp/scratch/${f}.db`+s, {force:true});
const db: any = (await loadDriver())("/tmp/scratch/x.db");
const stats = new Map<string, [number, number]>();
const wrap = { exec: (s: string) => db.exec(s), close: () => db.close(), prepare(sql: string) { const st = db.prepare(sql); const timed = (name: string) => (...a: any[]) => { const t = performance.now(); try { return st[name](...a); } finally { const e = stats.get(sql) ?? [0,0]; e[0]++; e[1] += performance.now()-t; stats.set(sql, e);} }; return { run: timed("run"), get: timed("get"), all: timed("all") }; } };
const m = new FullWay(sqliteTicketStore({ database: wrap as any })); await m.start();
await m.run(3000); stats.clear();
const N = 20000;
const r = await m.run(N);
console.log(r, 1e6/r);
let tot = 0;
for (const [sql, [n, ms]] of [...stats].sort((a,b)=>b[1][1]-a[1][1])) { tot += ms; console.log((n/N).toFixed(3), (ms*1000/n).toFixed(1)+"us", (ms*1000/N).toFixed(1), sql.slice(0,150).replace(/\s+/g," ")); }
console.log("total us per message", tot*1000/N);
await m.stop();
