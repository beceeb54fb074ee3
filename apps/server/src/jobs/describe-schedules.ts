import cronstrue from 'cronstrue/i18n.js';
import type { Schedule, ScheduleDueWithRun, ScheduleRepository } from '../catalog/schedule.repository.js';
import type { Item, Project } from '../content/project.js';
import type { JobSpec } from '../content/spec/job.js';
import type { ScheduleSpec } from '../content/spec/schedule.js';
import { nextTimes } from './due-times.js';
import { scheduleZone } from './schedule-zone.js';

const NEXT = 3;
const LAST = 5;

/** Every schedule of a project with its next and last due times; instants are ISO 8601 in UTC. */
export async function describeSchedules(project: Project, schedules: ScheduleRepository, now: Date) {
  const scheduled = [...project.jobs.values()].filter(({ spec }) => spec.schedule);
  return Promise.all(
    scheduled.map(async (job) => {
      const [row, last] = await Promise.all([schedules.find(job.name), schedules.recent(job.name, LAST)]);
      return viewSchedule(job, job.spec.schedule!, scheduleZone(job.spec.schedule!, project), { row, last, now });
    }),
  );
}

export type ScheduleView = Awaited<ReturnType<typeof describeSchedules>>[number];

interface Known {
  row: Schedule | undefined;
  last: readonly ScheduleDueWithRun[];
  now: Date;
}

function viewSchedule({ name, spec }: Item<JobSpec>, schedule: ScheduleSpec, zone: string, { row, last, now }: Known) {
  const { cron, missed } = schedule;
  const from = row && row.considered_at > now ? row.considered_at : now;
  const paused_at = row?.paused_at?.toISOString() ?? null;
  return {
    job: name,
    title: spec.title,
    cron,
    time_zone: zone,
    missed,
    words: cronInWords(cron),
    paused_at,
    /** When the timetable was first seen, changed or resumed; null until a server with a worker has seen it. */
    since: row?.since.toISOString() ?? null,
    next: paused_at === null ? nextTimes(cron, zone, from, NEXT).map((time) => time.toISOString()) : [],
    last: last.map((due) => ({
      due_at: due.due_at.toISOString(),
      state: due.state,
      reason: due.reason,
      run_id: due.run_state === null ? null : due.run_id,
      run_state: due.run_state,
      error: due.error,
    })),
  };
}

/** A pattern in words, for readers of both languages. */
export function cronInWords(cron: string): { ko: string; en: string } {
  const options = { use24HourTimeFormat: true };
  return {
    ko: cronstrue.default.toString(cron, { ...options, locale: 'ko' }),
    en: cronstrue.default.toString(cron, { ...options, locale: 'en' }),
  };
}
