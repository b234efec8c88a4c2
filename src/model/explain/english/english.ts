import type { Actor } from "../../message.ts";
import type { Storyteller } from "../storyteller.ts";
import { decisionSentence } from "./decisions.ts";
import { deed } from "./deeds.ts";

export const english: Storyteller = {
  deed: (by, fact) => `${nameOf(by)} ${deed(fact)}`,
  decision: decisionSentence,
};

function nameOf(by: Actor): string {
  switch (by.kind) {
    case "agent":
      return `Agent ${by.id}`;
    case "customer":
      return "The customer";
    case "bot":
      return "The bot";
    case "system":
      return "The desk";
    default:
      return by satisfies never;
  }
}
