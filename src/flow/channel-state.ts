import { type Act, perform, system } from "../acts/act.ts";
import type { ChannelGate, ServiceContext } from "../context.ts";
import type { Setting } from "../model/setting.ts";

/** Whether a channel is down is kept, so that it is told once, whoever finds it so, and healed after a restart, too. */
function settingId(channelId: string): string {
  return `channel:${channelId}`;
}

/** What is kept of a channel that is down. */
interface Down {
  readonly since: number;
  readonly reason: string;
}

export async function announceIfDown(service: ServiceContext, channelId: string, gate: ChannelGate): Promise<void> {
  const reason = gate.downBecause;
  if (reason === null || gate.isToldDown) return;
  await perform(service, system, async (act) => {
    const setting = await settingOf(act, channelId);
    if (setting.value !== null) return;
    await act.tx.put("setting", { ...setting, value: { since: act.now.getTime(), reason } });
    act.emit("channel.went_down", { channelId, reason });
  });
  gate.isToldDown = true;
}

/** Within the act that keeps what got through, or was refused by a channel that answers again. */
export async function noteHealed(act: Act, channelId: string): Promise<void> {
  const setting = await settingOf(act, channelId);
  const down = downIn(setting);
  if (down === null) return;
  await act.tx.put("setting", { ...setting, value: null });
  act.emit("channel.healed", { channelId, downForMs: act.now.getTime() - down.since });
}

/** What was down when the last process ended is tried first, and told when it is healed. */
export async function recallChannelStates({ store, tenant, gates }: ServiceContext): Promise<void> {
  await store.read(tenant, async (reader) => {
    for (const [channelId, gate] of gates) {
      const down = downIn(await reader.get("setting", settingId(channelId)));
      if (down === null) continue;
      gate.foundDown(down.reason);
      gate.isToldDown = true;
    }
  });
}

async function settingOf(act: Act, channelId: string): Promise<Setting> {
  const id = settingId(channelId);
  return (await act.tx.get("setting", id, { lock: true })) ?? { id, version: 0, value: null };
}

function downIn(setting: Setting | null): Down | null {
  // Written above, and nowhere else.
  return (setting?.value ?? null) as Down | null;
}
