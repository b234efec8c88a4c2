import { audit } from "../audit.ts";
import type { CrashDatabase } from "../crash-backend.ts";
import { broken, type Finding, type Tally, tallyOf } from "../tally.ts";
import { differenceOf, endingOf } from "./ending.ts";
import { Scene, type Story } from "./scene.ts";

/** How often a point is tried that two plays of one story do not come to in the same order. */
const tries = 3;

/**
 * Plays a story once undisturbed, which numbers the points at which its process can stop: before and after each write,
 * each commit and each send. Then it is played once for each point (or each `step`th), with a process that stops there;
 * all promises must hold, and it must end as if nothing had happened.
 */
export async function stopEverywhere(database: CrashDatabase, story: Story, step = 1): Promise<Tally> {
  const findings: Finding[] = [];
  const undisturbed = await play(story, database, "undisturbed");
  findings.push(...undisturbed.findings.map((finding) => during(finding, `"${story.name}", undisturbed`)));
  let [points, messages] = [0, undisturbed.accepted];
  for (let point = 0; point < undisturbed.points.length; point += step) {
    const where = `"${story.name}", stopped at point ${point} (${undisturbed.points[point]})`;
    const played = await untilStopped(story, database, point);
    messages += played.accepted;
    if (played.hasDied) points += 1;
    else findings.push(broken(`${where}: it never came there.`));
    findings.push(...played.findings.map((finding) => during(finding, where)));
    if (played.ending !== undisturbed.ending) {
      findings.push(broken(`${where}: it ends otherwise: ${differenceOf(undisturbed.ending, played.ending)}`));
    }
  }
  return tallyOf({ kills: points, points, messages, findings });
}

function during(finding: Finding, where: string): Finding {
  return { ...finding, sentence: `${where}: ${finding.sentence}` };
}

/** On a server, what is done at the same time takes turns as it comes: the last point may be missing in one play. */
async function untilStopped(story: Story, database: CrashDatabase, point: number): Promise<Played> {
  for (let attempt = 1; ; attempt += 1) {
    const played = await play(story, database, `${point}/${attempt}`, point);
    if (played.hasDied || attempt === tries) return played;
  }
}

interface Played {
  readonly points: readonly string[];
  readonly hasDied: boolean;
  readonly accepted: number;
  readonly ending: string;
  readonly findings: readonly Finding[];
}

/** Plays it on a desk of its own, as a tenant of the database. */
async function play(story: Story, database: CrashDatabase, name: string, fatalPoint?: number): Promise<Played> {
  const scene = new Scene(story, database, `${story.name}: ${name}`, fatalPoint);
  const played = (ending: string, findings: readonly Finding[]): Played => {
    const { points, hasDied, accepted } = scene;
    return { points, hasDied, accepted: accepted.length, ending, findings };
  };
  try {
    await scene.play();
    return played(await endingOf(scene), await audit(scene.service, scene.outside));
  } catch (error) {
    return played("", [broken(`It could not be played to its end: ${error}`)]);
  } finally {
    await scene.end();
  }
}
