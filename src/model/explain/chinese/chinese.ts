import type { Actor } from "../../message.ts";
import type { Storyteller } from "../storyteller.ts";
import { decisionSentence } from "./decisions.ts";
import { deed } from "./deeds.ts";

export const chinese: Storyteller = {
  // A reason that somebody wrote as a sentence has its end.
  deed: (by, fact) => `${nameOf(by)}${deed(fact)}`.replace(/([.。!！?？])。$/u, "$1"),
  decision: decisionSentence,
};

function nameOf(by: Actor): string {
  switch (by.kind) {
    case "agent":
      return `客服 ${by.id} `;
    case "customer":
      return "客户";
    case "bot":
      return "机器人";
    case "system":
      return "系统";
    default:
      return by satisfies never;
  }
}
