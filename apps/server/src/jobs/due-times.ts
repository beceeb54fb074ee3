import { readCron, type ScheduleSpec } from '../content/spec/schedule.js';

/** Due times of one outage that are looked at: the newest ones; older ones are passed over. */
export const MOST_MISSED = 100;
/** How late a time may be under `skip` and still be run. */
export const GRACE_MS = 3_600_000;

/** The next times after an instant, oldest first. */
export function nextTimes(cron: string, zone: string, after: Date, count: number): Date[] {
  return readCron(cron, zone).nextRuns(count, after);
}

/** Times after `from` up to and with `to`, oldest first; of more than MOST_MISSED the newest. */
export function timesBetween(cron: string, zone: string, from: Date, to: Date): Date[] {
  // The reference itself does not count as previous to itself.
  const justAfter = new Date(to.getTime() + 1);
  const times = readCron(cron, zone).previousRuns(MOST_MISSED, justAfter);
  return times.filter((time) => time > from && time <= to).toReversed();
}

/** What becomes of a due time. */
export interface DueDecision {
  due_at: Date;
  state: 'due' | 'skipped';
  /** Why it is skipped: a newer one is there, or it is more than an hour late. */
  reason: 'superseded' | 'late' | null;
}

/**
 * What becomes of times (oldest first) that nothing has run yet: `all` runs each, `latest` the newest however old, `skip` the newest
 * if it is at most an hour late.
 */
export function decideDues(times: readonly Date[], now: Date, missed: ScheduleSpec['missed']): DueDecision[] {
  return times.map((due_at, index): DueDecision => {
    if (missed === 'all') return { due_at, state: 'due', reason: null };
    if (index < times.length - 1) return { due_at, state: 'skipped', reason: 'superseded' };
    const late = missed === 'skip' && now.getTime() - due_at.getTime() > GRACE_MS;
    return late ? { due_at, state: 'skipped', reason: 'late' } : { due_at, state: 'due', reason: null };
  });
}
