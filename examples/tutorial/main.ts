import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { memoryTicketStore, type TicketStore } from "kefu";
import { sqliteTicketStore } from "kefu/sqlite";
import { type TutorialDesk, tutorialDesk } from "./desk.ts";
import { escalation } from "./scenes/escalation.ts";
import { offTopic } from "./scenes/off-topic.ts";
import { questions } from "./scenes/questions.ts";
import { satisfaction } from "./scenes/satisfaction.ts";
import { technicalIssue } from "./scenes/technical-issue.ts";
import { waiting } from "./scenes/waiting.ts";
import { Story } from "./story.ts";

type Scene = (desk: TutorialDesk, story: Story) => Promise<void>;

/** The story, in order: later scenes go on with the people and tickets of earlier ones. */
const scenes: Readonly<Record<string, Scene>> = {
  "Questions that the FAQ knows": questions,
  "Questions that nobody taught the bot": offTopic,
  "A technical issue": technicalIssue,
  Escalation: escalation,
  "Are customers satisfied?": satisfaction,
  "Nobody is there, then somebody comes": waiting,
};

/** Plays the tutorial's whole story on this store; true when every step came true. */
async function play(store: TicketStore): Promise<boolean> {
  const desk = tutorialDesk(store);
  const story = new Story(console.log, () => desk.chronicle.news());
  await desk.service.start();
  try {
    for (const [title, scene] of Object.entries(scenes)) await story.scene(title, () => scene(desk, story));
  } finally {
    await desk.service.stop();
  }
  return story.summary();
}

async function playOnSqlite(): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), "kefu-tutorial-"));
  try {
    return await play(sqliteTicketStore(join(folder, "desk.db")));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const { values } = parseArgs({ options: { sqlite: { type: "boolean", default: false } } });
process.exitCode = (await (values.sqlite ? playOnSqlite() : play(memoryTicketStore()))) ? 0 : 1;
