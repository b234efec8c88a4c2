/** Something a person of the desk must hear of. */
export interface Notification {
  /** The same for every try to deliver it: `<ticket>:<level>:<instance>`. A receiver drops what it has seen. */
  readonly key: string;
  readonly kind: "escalation";
  readonly ticketId: string;
  /** Escalation level: 1 is the first. */
  readonly level: number;
  /** Which escalation of this ticket: 1 is the first. */
  readonly instance: number;
  /** Whom to tell, as the level names them; empty: whoever the notifier tells. */
  readonly recipients: readonly string[];
  readonly title: string;
  readonly text: string;
  readonly at: Date;
}
