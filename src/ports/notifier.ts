import type { Notification } from "../model/notification.ts";

/**
 * Tells people of the desk: a supervisor of an escalation. Check yours with `notifierContract` from `kefu/testing`.
 *
 * `notify` resolves when the notification is handed over, and throws when it is not: it is tried again then, with the
 * same key. So a receiver may get one twice and drops the second by its key.
 */
export interface Notifier {
  /** Unique among the notifiers of a desk; escalation levels name it. */
  readonly id: string;
  notify(notification: Notification, options: { readonly signal: AbortSignal }): Promise<void>;
}
