import type { SlaPolicyOptions, TicketStore } from "kefu";
import { desk, type TestDesk, type TestDeskOptions } from "../harness.ts";

export const minute = 60_000;

/** Only SLAs escalate here, and a desk is as its policies say. */
const quiet = { unansweredMinutes: null, escalation: { levels: [["supervisor"]] } } as const;

/** A desk with one SLA policy for all tickets. */
export function slaDesk(
  store: TicketStore,
  policy: Partial<SlaPolicyOptions>,
  more: Partial<TestDeskOptions> = {},
): Promise<TestDesk> {
  return desk({ store, ...quiet, sla: [{ name: "standard", ...policy }], ...more });
}

/** What was told of clocks, in order: "breached first_response 1". */
export function clockEvents({ events }: Pick<TestDesk, "events">): readonly string[] {
  return events.flatMap(({ name, payload }) =>
    name.startsWith("sla.") && "slaClock" in payload
      ? [`${name.slice(4)} ${payload.slaClock.metric} ${payload.slaClock.instance}`]
      : [],
  );
}

/** How the person's latest ticket stands against its SLA. */
export async function slaOf({ service, ticketOf }: TestDesk, person = "ada") {
  return service.tickets.sla((await ticketOf(person)).id);
}
