import { equal, rejects } from "node:assert/strict";
import { says, type TutorialDesk } from "../desk.ts";
import type { Story } from "../story.ts";

/** Two customers prove to be one person; and when that was a mistake, they are two again. */
export async function onePerson(desk: TutorialDesk, story: Story): Promise<void> {
  const { service, telegram, webchat } = desk;
  await says(desk, telegram, "ada", "退款政策");
  await says(desk, webchat, "ada lovelace", "退款一直没到账，我要找人工");
  const onTelegram = await service.customers.find("telegram", "ada");
  const onWebchat = await service.customers.find("webchat", "ada lovelace");
  const [keptId, mergedId] = [onTelegram?.id ?? "", onWebchat?.id ?? ""];
  const phone = { kind: "phone", value: "+86 138 0013 8000" };
  await story.step("Ada writes on two channels; nobody takes her for one person on a guess", async () => {
    equal(keptId === mergedId, false);
    const proof = { key: phone, evidence: "the names look alike" };
    await rejects(service.customers.merge(keptId, mergedId, proof), { code: "customer.refused" });
  });
  await story.step("both sign in with the same phone number: reported, and merged on that proof", async () => {
    await service.customers.verify(keptId, { ...phone, evidence: "one-time code" });
    const { status } = await service.customers.verify(mergedId, { ...phone, evidence: "one-time code" });
    equal(status, "conflict");
    await service.customers.merge(keptId, mergedId, { key: phone, evidence: "one-time code" });
    equal((await service.conversations.listOf(keptId)).length, 2);
  });
  await story.step("it was a family's phone: parted again, each has what was theirs", async () => {
    const [merge] = await service.customers.merges(keptId);
    await service.customers.unmerge(merge?.id ?? "");
    equal((await service.conversations.listOf(keptId)).length, 1);
    equal((await service.conversations.listOf(mergedId)).length, 1);
    equal((await service.customers.find("webchat", "ada lovelace"))?.id, mergedId);
  });
}
