import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { memoryTicketStore, type TicketStore } from "kefu";
import { sqliteTicketStore } from "kefu/sqlite";
import { type TutorialDesk, tutorialDesk } from "./desk.ts";
import { rulesDesk } from "./rules-desk.ts";
import { escalation } from "./scenes/escalation.ts";
import { missedOffer } from "./scenes/missed-offer.ts";
import { offTopic } from "./scenes/off-topic.ts";
import { onePerson } from "./scenes/one-person.ts";
import { questions } from "./scenes/questions.ts";
import { relaxedSkill } from "./scenes/relaxed-skill.ts";
import { reopened } from "./scenes/reopened.ts";
import { satisfaction } from "./scenes/satisfaction.ts";
import { slaBreach } from "./scenes/sla-breach.ts";
import { technicalIssue } from "./scenes/technical-issue.ts";
import { waiting } from "./scenes/waiting.ts";
import { Story } from "./story.ts";

type Scene = (desk: TutorialDesk, story: Story) => Promise<void>;

/** The tutorial's story, in order: later scenes go on with the people and tickets of earlier ones. */
const tutorial: Readonly<Record<string, Scene>> = {
  "Questions that the FAQ knows": questions,
  "Questions that nobody taught the bot": offTopic,
  "A technical issue": technicalIssue,
  Escalation: escalation,
  "Are customers satisfied?": satisfaction,
  "Nobody is there, then somebody comes": waiting,
};

/** What goes on behind a desk that has rules of its own. */
const rules: Readonly<Record<string, Scene>> = {
  "A promise is broken": slaBreach,
  "The same again": reopened,
  "Who knows WeChat?": relaxedSkill,
  "An offer nobody accepts": missedOffer,
  "One person or two?": onePerson,
};

/** Plays all scenes at this desk; true when every step came true. */
async function play(desk: TutorialDesk, scenes: Readonly<Record<string, Scene>>): Promise<boolean> {
  const story = new Story(console.log, () => desk.chronicle.news());
  await desk.service.start();
  try {
    for (const [title, scene] of Object.entries(scenes)) await story.scene(title, () => scene(desk, story));
  } finally {
    await desk.service.stop();
  }
  return story.summary();
}

async function playAll(storeNamed: (name: string) => TicketStore): Promise<boolean> {
  const first = await play(tutorialDesk(storeNamed("tutorial")), tutorial);
  return (await play(rulesDesk(storeNamed("rules")), rules)) && first;
}

async function playOnSqlite(): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), "kefu-tutorial-"));
  try {
    return await playAll((name) => sqliteTicketStore(join(folder, `${name}.db`)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const { values } = parseArgs({ options: { sqlite: { type: "boolean", default: false } } });
process.exitCode = (await (values.sqlite ? playOnSqlite() : playAll(() => memoryTicketStore()))) ? 0 : 1;
