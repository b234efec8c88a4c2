import type { CustomerService, Ticket } from "kefu";
import type { Screen } from "./screen.ts";

/** Says on the screen what happens in the desk besides the messages. */
export function announceEvents(service: CustomerService, screen: Screen): void {
  const say = (text: string) => screen.say("desk", text);
  service.on("ticket.opened", ({ ticket }) => {
    const { id, type, priority, queue, subject } = ticket;
    say(`ticket ${id} opened (${type}, priority ${priority}, queue ${queue}): ${subject}`);
  });
  service.on("ticket.reopened", ({ ticket }) => say(`ticket ${ticket.id} is open again`));
  service.on("ticket.queued", ({ ticket }) => say(`ticket ${ticket.id} waits in queue ${ticket.queue}`));
  service.on("ticket.assigned", ({ ticket, agent }) => say(`ticket ${ticket.id} is with ${agent.name}`));
  service.on("ticket.customer_wrote", ({ ticket }) =>
    say(`the bot keeps quiet: ${whoHas(ticket)} ticket ${ticket.id}`),
  );
  service.on("ticket.moved", ({ ticket, from, reason }) => {
    say(`ticket ${ticket.id} went from ${from} to ${ticket.status}: ${reason}`);
  });
  service.on("ticket.escalated", ({ ticket, level, reason }) => {
    say(`ticket ${ticket.id} is escalated to level ${level}: ${reason}`);
  });
  service.on("survey.answered", ({ survey }) => say(`ticket ${survey.ticketId} was rated ${survey.score} of 5`));
  service.on("survey.suppressed", ({ survey, reason }) => say(`no survey for ticket ${survey.ticketId}: ${reason}`));
  service.on("message.failed", ({ message }) => say(`a message did not go out: ${message.statusReason}`));
  service.on("job.died", ({ jobKind, error }) => say(`work of kind ${jobKind} was given up: ${error}`));
}

function whoHas({ agentId }: Ticket): string {
  return agentId === null ? "an agent will take" : `agent ${agentId} has`;
}
