import { channelAdapterContract } from "kefu/testing";
import { test } from "vitest";
import { slackSubject } from "./slack-subject.ts";

for (const { name, run } of channelAdapterContract(slackSubject)) test(`Slack by its Chat SDK adapter ${name}`, run);
