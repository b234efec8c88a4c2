import type { CrashBackend } from "./crash-backend.ts";
import { deadlyMessage } from "./deadly-message.ts";
import { failingParts } from "./failing-parts.ts";
import { fullDisk } from "./full-disk.ts";
import { kills } from "./kills.ts";
import { stopEverywhere } from "./matrix/matrix.ts";
import { stories } from "./matrix/stories.ts";
import { oneOwner } from "./one-owner.ts";
import { serverCrashes } from "./server-crashes.ts";
import { slowChannel } from "./slow-channel.ts";
import type { Tally } from "./tally.ts";

/** Something bad, and what the desk makes of it. */
export interface Scenario {
  readonly name: string;
  /** The stores for which it says something. */
  readonly stores: readonly CrashBackend["store"][];
  /** Whether another seed makes another run. */
  readonly isRandom: boolean;
  /** `short`: no more than shows that it works. */
  run(backend: CrashBackend, seed: number, short: boolean): Promise<Tally>;
}

const [both, sqlite, postgres] = [["sqlite", "postgres"], ["sqlite"], ["postgres"]] as const;

/** Of the points of a story, a short matrix stops at each so manieth. */
const shortSteps = { sqlite: 13, postgres: 37 };

/** All there are. */
const scenarios: readonly Scenario[] = [
  ...stories.map((story) => ({
    ...{ name: `matrix: ${story.name}`, stores: both, isRandom: false },
    async run(backend: CrashBackend, _seed: number, short: boolean) {
      const database = await backend.create();
      return stopEverywhere(database, story, short ? shortSteps[backend.store] : 1).finally(() => database.drop());
    },
  })),
  { name: "kills", stores: both, isRandom: true, run: kills },
  { name: "server crashes", stores: postgres, isRandom: true, run: serverCrashes },
  { name: "slow channel", stores: both, isRandom: false, run: slowChannel },
  { name: "deadly message", stores: both, isRandom: false, run: deadlyMessage },
  { name: "failing parts", stores: sqlite, isRandom: false, run: failingParts },
  { name: "full disk", stores: sqlite, isRandom: false, run: fullDisk },
  { name: "one owner", stores: sqlite, isRandom: false, run: oneOwner },
];

/** What `npm run crash` runs on a store, and `npm test` in short. */
export function scenariosFor(store: CrashBackend["store"]): readonly Scenario[] {
  return scenarios.filter(({ stores }) => stores.includes(store));
}
