import type { Logger } from '@nestjs/common';
import type { QueueBackend } from './queue-backend.js';

/** A queue that is away is tried several times a second, by each of its parts; saying so that often hides what else is said. */
const QUIET_MS = 60_000;

/** Says that the queue is in trouble, the same trouble once a minute at most. */
export function queueWarning(kind: QueueBackend['kind'], logger: Pick<Logger, 'warn'>): (error: unknown) => void {
  const said = new Map<string, number>();
  return (error) => {
    const reason = reasonOf(error);
    if (performance.now() - (said.get(reason) ?? -Infinity) < QUIET_MS) return;
    said.set(reason, performance.now());
    const advice = kind === 'redis' ? 'start it, correct REDIS_URL, or unset it; ' : '';
    logger.warn(
      `${kind === 'redis' ? 'Redis' : 'PostgreSQL'}, which holds the queue: ${reason}; ${advice}it is tried again`,
    );
  };
}

/** Node puts the reasons of several addresses into one error without a message. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(reasonOf).join(', ');
  return error instanceof Error ? error.message : String(error);
}
