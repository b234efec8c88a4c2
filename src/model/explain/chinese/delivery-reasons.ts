import { phrasebook } from "./phrasebook.ts";
import { channelFailures, inChinese } from "./words.ts";

const reasons = phrasebook({ failed: "发送失败", "it is sent again": "再次发送" }, [
  [/^part (\d+): (.+)$/s, (part, reason) => `第 ${part} 部分：${deliveryReason(reason)}`],
  [/^(.+) \(parts sent before: (\d+)\)$/s, (reason, parts) => `${deliveryReason(reason)}（此前已发出 ${parts} 部分）`],
  [/^no channel (.+)$/, (channel) => `没有渠道 ${channel}`],
  [
    /^Channel (.+) did not answer in (\d+) seconds\.$/,
    (channel, seconds) => `渠道 ${channel} 在 ${seconds} 秒内没有响应`,
  ],
  [/^Nothing of it can be sent on this channel\.$/, () => "此渠道发不出其中任何内容"],
  [
    /^the customer wrote last more than (\S+) hours ago, and there is no template \(option (\S+)\)\.$/,
    (hours, option) => `客户上次留言已超过 ${hours} 小时，且没有消息模板（选项 ${option}）`,
  ],
  [
    /^(window_closed|rate_limited|blocked|auth|invalid|transient|unknown): (.+)$/s,
    (kind, sentence) => `${inChinese(channelFailures, kind)}：${deliveryReason(sentence)}`,
  ],
]);

/** Why a message did not go out. What the channel itself said of it stays as it is. */
export function deliveryReason(reason: string): string {
  return reasons(reason) ?? reason;
}
