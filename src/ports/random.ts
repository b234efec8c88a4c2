/** The only way in which chance reaches kefu. Give a seeded one to repeat a run. */
export interface Random {
  /** That many random bytes; from a cryptographic source wherever ids must not be guessed. */
  bytes(length: number): Uint8Array;
  /** A number from 0 up to but not including 1: jitter, sampling. */
  fraction(): number;
}
