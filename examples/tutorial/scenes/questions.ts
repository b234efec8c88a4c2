import { match } from "node:assert/strict";
import { says, type TutorialDesk } from "../desk.ts";
import type { Story } from "../story.ts";

/** What the FAQ knows is answered at once, on each channel, in Chinese and English, however it is asked. */
export async function questions(desk: TutorialDesk, story: Story): Promise<void> {
  const { whatsapp, telegram, webchat } = desk;
  const asked = [
    [whatsapp, "lin", "如何重置密码", /example\.com\/reset/],
    [whatsapp, "lin", "怎么重置密码？", /example\.com\/reset/],
    [whatsapp, "lin", "忘记密码怎么办", /example\.com\/reset/],
    [webchat, "chen", "你们几点上班", /周一至周五 9:00-18:00/],
    [webchat, "chen", "我要退款", /退款政策页面/],
    [telegram, "ada", "how do I reset my password", /Please visit .*\/reset/],
    [telegram, "ada", "When are you open?", /Monday to Friday/],
    [telegram, "ada", "I want my money back", /refund policy page/],
  ] as const;
  for (const [channel, person, question, answer] of asked) {
    await story.step(`"${question}" is answered on ${channel.id}`, async () => {
      match(await says(desk, channel, person, question), answer);
    });
  }
}
