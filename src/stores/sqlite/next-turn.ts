/** Lets timers and sockets have their turn, where the runtime has a way to. */
export function nextTurn(): Promise<void> {
  const { setImmediate } = globalThis as { setImmediate?: (run: () => void) => unknown };
  return setImmediate === undefined ? Promise.resolve() : new Promise((resolve) => setImmediate(resolve));
}
