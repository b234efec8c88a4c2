import { answer } from "./answer.ts";
import { classify } from "./classify.ts";
import { commitTurn } from "./commit-turn.ts";
import { deliver } from "./deliver.ts";
import { identify } from "./identify.ts";
import { leaveToHuman } from "./leave-to-human.ts";
import { readSurveyAnswer } from "./read-survey-answer.ts";
import { readSurveyComment } from "./read-survey-comment.ts";
import { receive } from "./receive.ts";
import { route } from "./route.ts";
import type { Step } from "./turn.ts";

/**
 * The way of one message. Read this first.
 *
 * Three commits carry it: what came in, what was decided, what went out. Whatever dies between two of them, the next one
 * is done by whoever is left.
 */
export const way = {
  /** 1. The event is stored, once, and a turn is due. Only then is the channel told "received". */
  receive,
  /**
   * 2. One turn at a time for each conversation (lane `in:<conversation>`), outside any transaction: who is it, then one
   * step after the other until one has an outcome. Then all of it is committed, if the conversation still has the owner
   * for whom it was thought out.
   */
  turn: {
    begin: identify,
    steps: [readSurveyAnswer, leaveToHuman, classify, answer, readSurveyComment, route] satisfies readonly Step[],
    commit: commitTurn,
  },
  /** 3. Each outgoing message, in the order of the conversation (lane `out:<conversation>`), and what became of it. */
  deliver,
} as const;
