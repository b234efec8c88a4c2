// Runs in a process of its own, on a disk on which nothing can be written any more; prints what it found.
import { isCode, systemClock } from "kefu";
import { sqliteTicketStore } from "kefu/sqlite";
import { broken, type Finding, tallyOf } from "../tally.ts";

const findings: Finding[] = [];
for (const path of process.argv.slice(2)) {
  const store = sqliteTicketStore(path);
  const refusal = await store.open({ clock: systemClock }).then(
    () => "it opened",
    (error: unknown) => error,
  );
  if (!isCode(refusal, "store.unavailable") || !refusal.message.includes(path)) {
    findings.push(broken(`${path} should be refused with store.unavailable and its path; got: ${refusal}`));
  }
}
console.log(JSON.stringify(tallyOf({ findings })));
