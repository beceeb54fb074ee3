const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
/** A terminal signals the whole group and npm passes the signal on, so that one Ctrl-C arrives several times. */
const SAME_MS = 1000;

/**
 * Resolves with the first SIGINT or SIGTERM. Another one, a second later or more, ends the process as kill -9 does: an exit would wait for
 * the query that is in hand.
 */
export function untilSignal(): Promise<void> {
  let first: number | undefined;
  return new Promise((resolve) => {
    for (const signal of SIGNALS) {
      process.on(signal, () => {
        first ??= performance.now();
        if (performance.now() - first > SAME_MS) process.kill(process.pid, 'SIGKILL');
        resolve();
      });
    }
  });
}
