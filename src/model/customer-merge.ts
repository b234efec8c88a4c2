/** Two customers who were proved to be one person, and all that it takes to part them again. */
export interface CustomerMerge {
  readonly id: string;
  readonly version: number;
  /** Who stays. */
  readonly keptId: string;
  /** Who became part of them. */
  readonly mergedId: string;
  /** The verified identity that proves it, and what the proof rests on. */
  readonly identity: string;
  readonly evidence: string;
  /** What was the merged customer's, by id. */
  readonly moved: {
    readonly identities: readonly string[];
    readonly conversations: readonly string[];
    readonly tickets: readonly string[];
    readonly surveys: readonly string[];
  };
  readonly mergedAt: Date;
  /** When they were parted again. */
  readonly undoneAt: Date | null;
}
