import type { OfferEnd, RoutingFact } from "../../routing-facts.ts";

/** What follows who did it. */
export function routingDeed(fact: RoutingFact): string {
  switch (fact.kind) {
    case "offered":
      return `offered the ticket to agent ${fact.to} for ${fact.seconds} s: ${fact.reason}.`;
    case "offer_ended":
      return endings[fact.how](fact.from, fact.reason);
    case "relaxed":
      return `asks for ${fact.skills.join(", ")} no more, after ${fact.minutes} minutes of waiting.`;
    case "overflowed":
      return `moved the ticket from queue ${fact.from} to ${fact.to}, after ${fact.minutes} minutes of waiting.`;
    default:
      return fact satisfies never;
  }
}

const endings: Readonly<Record<OfferEnd, (from: string, reason: string) => string>> = {
  declined: (from, reason) => `noted that agent ${from} declined the offer: ${reason}.`,
  missed: (from, reason) => `took the offer back from agent ${from}: ${reason}.`,
  withdrawn: (from, reason) => `withdrew the offer to agent ${from}: ${reason}.`,
};
