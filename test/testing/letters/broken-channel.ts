import type { ChannelAdapter } from "kefu";
import type { ChannelUnderTest } from "kefu/testing";
import type { Webhook } from "kefu/webhook";
import { letterSubject } from "./letter-office.ts";

/** A channel with one fault, and the case of the contract that is there to find it. */
export interface BrokenChannel {
  readonly fault: string;
  readonly contractCase: string;
  readonly create: () => ChannelUnderTest;
}

/** The sound channel, with parts of it or of its webhook changed. */
export function changed(
  change: (channel: ChannelAdapter) => Partial<ChannelAdapter>,
  fault?: Partial<Webhook>,
): ChannelUnderTest {
  const subject = letterSubject(fault);
  // In place, so that the other end talks to the changed one as well.
  Object.assign(subject.channel, change({ ...subject.channel }));
  return subject;
}
