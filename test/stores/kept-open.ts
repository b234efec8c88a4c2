import type { TicketStore } from "kefu";
import { onTestFinished } from "vitest";
import { brokenStore } from "./broken/broken-store.ts";

/** A store for several desks, at the same time or one after the other: it is opened by the first, and closed with the test. */
export function keptOpen(store: TicketStore): TicketStore {
  let opening: Promise<void> | null = null;
  onTestFinished(() => store.close());
  return brokenStore(store, {
    store: (whole) => ({
      open(options) {
        opening ??= whole.open(options);
        return opening;
      },
      close: async () => {},
    }),
  });
}
