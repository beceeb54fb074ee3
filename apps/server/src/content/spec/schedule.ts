import { Cron } from 'croner';
import { z } from 'zod';
import { timeZone } from './common.js';

/** When a job runs by itself, and what becomes of the times at which nothing was there to run it. */
export const schedule = z.strictObject({
  /** Minute, hour, day of the month, month, day of the week. */
  cron: z.string().superRefine((pattern, context) => {
    const message = cronMistake(pattern);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  }),
  /** IANA zone of the clock that the pattern is read on; the project's when left out. */
  time_zone: timeZone.optional(),
  /** Missed times: only the newest and only when it is fresh, the newest however old, or each one. */
  missed: z.enum(['skip', 'latest', 'all']).default('latest'),
});

export type ScheduleSpec = z.infer<typeof schedule>;

/**
 * The times that a pattern names on the clock of a zone. A fixed time (no `*` or step in minute and hour) that daylight saving leaves out
 * comes at the first instant after the gap, one that it repeats comes once; patterns with `*` or steps go by real time. Throws where the
 * pattern is none.
 */
export function readCron(pattern: string, zone: string): Cron {
  return new Cron(pattern, { timezone: zone, mode: '5-part', fixedTimeRule: 'no-wildcard' });
}

function cronMistake(pattern: string): string | undefined {
  if (pattern.trim().startsWith('@')) return "write the five fields instead, like '0 7 1 * *'";
  try {
    // Any day will do: 29 February comes within eight years of each.
    const never = readCron(pattern, 'UTC').nextRun(new Date('2026-01-01T00:00:00Z')) === null;
    return never ? 'no calendar has such a day' : undefined;
  } catch (error) {
    const detail = error instanceof Error ? error.message.replace(/^CronPattern: /, '') : String(error);
    return `use five fields like '0 7 1 * *' (minute hour day month weekday): ${readable(detail)}`;
  }
}

/** Croner names the value it has counted from zero, which is not what was written. */
function readable(detail: string): string {
  const [, field] = /^Invalid value for (\w+):/.exec(detail) ?? [];
  return field === undefined ? detail : `the ${field === 'dayOfWeek' ? 'weekday' : field} is out of range`;
}
