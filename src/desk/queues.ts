import { isOpen, nextOpening } from "../model/calendar.ts";
import { calendarOf, queueName, queueTermsOf } from "../policy.ts";
import { Desk } from "./desk.ts";

/** A queue as it is now. */
export interface Queue {
  readonly name: string;
  /** Only agents of these teams are asked; empty: all. */
  readonly teams: readonly string[];
  /** How many tickets wait in it; counted up to 1,000. */
  readonly waiting: number;
  /** Since when the first of them, as they are taken, waits; `null` when none does. */
  readonly waitingSince: Date | null;
  /** Whether it is staffed now. */
  readonly isOpen: boolean;
  /** When it is staffed again; `null` while it is, and when it never is. */
  readonly opensAt: Date | null;
}

/** Where tickets wait for agents. */
export class Queues extends Desk {
  /** Each of {@link names} as it is now. */
  async list(): Promise<readonly Queue[]> {
    const { names } = this;
    return this.read((reader) =>
      Promise.all(
        names.map(async (name) => {
          const waiting = await reader.find("ticket", "inQueue", { waiting: true, queue: name }, { limit: 1_000 });
          const { teams } = queueTermsOf(this.service.policy, name);
          const waitingSince = waiting[0]?.waitingSince ?? null;
          return { name, teams, waiting: waiting.length, waitingSince, ...this.#hours(name, reader.now) };
        }),
      ),
    );
  }

  /** The name of every queue to which a route leads, or that has terms of its own. */
  get names(): readonly string[] {
    const { policy, channels } = this.service;
    const routed = Object.values(policy.routes).flatMap((route) => (route === "auto_reply" ? [] : [route.queue]));
    const all = [...routed, policy.fallbackRoute.queue, ...Object.keys(policy.queues)];
    const onEach = (queue: string) => [...channels.keys()].map((channelId) => queueName(policy, queue, channelId));
    return [...new Set(policy.unifiedInbox ? all : all.flatMap(onEach))];
  }

  /** The teams whose agents are asked in a queue, be it one to which no route leads any more; empty: all. */
  teamsOf(queue: string): readonly string[] {
    return queueTermsOf(this.service.policy, queue).teams;
  }

  /** Whether a queue, by default that of the fallback route, is staffed now. */
  hours(queue?: string): Promise<Pick<Queue, "isOpen" | "opensAt">> {
    return this.read(async ({ now }) => this.#hours(queue ?? this.service.policy.fallbackRoute.queue, now));
  }

  #hours(queue: string, now: Date): Pick<Queue, "isOpen" | "opensAt"> {
    const calendar = calendarOf(this.service.policy, queue);
    const open = isOpen(calendar, now);
    return { isOpen: open, opensAt: open ? null : nextOpening(calendar, now) };
  }
}
