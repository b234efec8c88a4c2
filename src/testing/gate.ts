/** A place where others can be made to wait. */
export interface Gate {
  close(): void;
  /** Lets all pass who wait, and who come later. */
  open(): void;
  /** Resolves with true as soon as the gate is open; with false when the signal has given up. */
  pass(signal: AbortSignal): Promise<boolean>;
}

/** A gate; it is open at first. */
export function gate(): Gate {
  const waiting = new Set<() => void>();
  let isOpen = true;
  return {
    close() {
      isOpen = false;
    },
    open() {
      isOpen = true;
      for (const passOn of waiting) passOn();
      waiting.clear();
    },
    pass(signal) {
      if (isOpen || signal.aborted) return Promise.resolve(!signal.aborted);
      return new Promise((resolve) => {
        const passOn = () => resolve(true);
        waiting.add(passOn);
        signal.addEventListener("abort", () => {
          waiting.delete(passOn);
          resolve(false);
        });
      });
    },
  };
}
