import { type Phrase, phrasebook } from "./phrasebook.ts";
import { inChinese, list, presences } from "./words.ts";

const names = (joined: string): string => list(joined.split(", "));

const phrases: readonly Phrase[] = [
  [/^is (online|away|offline)$/, (presence) => inChinese(presences, presence)],
  [/^serves (.+), not (.+?)$/, (channels, channel) => `只负责 ${names(channels)}，不负责 ${channel}`],
  [/^is in no team, not in (.+)$/, (asked) => `不属于任何团队，需属于 ${teams(asked)}`],
  [/^is in (.+), not in (.+)$/, (own, asked) => `属于 ${names(own)}，需属于 ${teams(asked)}`],
  [/^lacks (.+)$/, (skills) => `缺少 ${names(skills)}`],
  [/^writes (.+), not (.+)$/, (languages, language) => `使用 ${names(languages)}，不使用 ${language}`],
  [/^holds (\S+) of (\S+)$/, (load, capacity) => `已占 ${load}/${capacity}`],
  [
    /^holds (\S+) of (\S+), and it weighs (\S+)$/,
    (load, capacity, weight) => `已占 ${load}/${capacity}，此工单需 ${weight}`,
  ],
];

function teams(joined: string): string {
  return joined.split(" or ").join(" 或 ");
}

const rejections = phrasebook(
  { "let it pass a moment ago": "刚刚放过此工单", "is left out by the strategy": "策略未列入" },
  phrases,
);

/** Why agents were not asked to take a ticket. */
export function rejectionReason(reason: string): string {
  return rejections(reason) ?? reason;
}

const strategyErrors = phrasebook({}, [
  [/^strategy (.+): it names (.+), who cannot take it$/, (name, ids) => `策略 ${name}：列出了无法接手的 ${names(ids)}`],
  [
    /^strategy (.+): TypeError: it gave a promise, but a strategy awaits nothing$/,
    (name) => `策略 ${name}：返回了异步结果，而策略必须同步返回`,
  ],
  [/^strategy (.+?): (.+)$/s, (name, error) => `策略 ${name}：${error}`],
]);

/** What a strategy of the user's did wrong. */
export function strategyError(error: string): string {
  return strategyErrors(error) ?? error;
}
