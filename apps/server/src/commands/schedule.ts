import type { INestApplicationContext } from '@nestjs/common';
import { Command } from 'commander';
import { createContext } from '../app.module.js';
import { ScheduleRepository } from '../catalog/schedule.repository.js';
import { CLOCK, type Clock } from '../common/clock.js';
import { AppError, ExitCode } from '../common/errors.js';
import { describeSchedules, type ScheduleView } from '../jobs/describe-schedules.js';
import { openProject, requireSound } from './open-project.js';

export function scheduleCommand(done: (code: number) => void): Command {
  return new Command('schedule')
    .description('jobs that run by themselves: list, pause, resume')
    .argument('[action]', 'list (default), pause or resume', 'list')
    .argument('[job]', 'the job to pause or resume')
    .option('--json', 'one JSON object on stdout')
    .action(async (action: string, job: string | undefined, options: { json?: boolean }, command: Command) => {
      const change = readChange(action, job);
      const { environment, project } = await openProject(command, { role: 'api' });
      if (change) requireSound(project, 'jobs', change.job);
      const app = await createContext(environment, project);
      try {
        if (change) await apply(app, change);
        const found = await describeSchedules(project, app.get(ScheduleRepository), app.get<Clock>(CLOCK).now());
        const shown = change ? found.filter((schedule) => schedule.job === change.job) : found;
        process.stdout.write(options.json ? `${JSON.stringify({ schedules: shown })}\n` : listed(shown));
        done(ExitCode.ok);
      } finally {
        await app.close();
      }
    });
}

interface Change {
  action: 'pause' | 'resume';
  job: string;
}

function readChange(action: string, job: string | undefined): Change | undefined {
  if (action === 'list' && job === undefined) return undefined;
  if ((action === 'pause' || action === 'resume') && job !== undefined) return { action, job };
  throw new AppError('schedule.bad-action', `"schedule ${[action, job].join(' ').trim()}" says nothing to do`, {
    severity: 'usage',
    hint: 'schedule list, schedule pause JOB, schedule resume JOB',
  });
}

async function apply(app: INestApplicationContext, { action, job }: Change): Promise<void> {
  const schedules = app.get(ScheduleRepository);
  const now = app.get<Clock>(CLOCK).now();
  const known = await schedules.find(job);
  if (!known) {
    throw new AppError('schedule.not-found', `no worker has seen a schedule of "${job}" yet`, {
      severity: 'usage',
      hint: 'add schedule: to the job, and start the server once',
    });
  }
  if (action === 'pause') await schedules.pause(job, now);
  else await schedules.resume(job, now);
}

function listed(schedules: readonly ScheduleView[]): string {
  if (schedules.length === 0) return 'no job has a schedule\n';
  return schedules.map((schedule) => `${lines(schedule).join('\n')}\n`).join('');
}

function lines({ job, words, time_zone, missed, paused_at, next, last }: ScheduleView): string[] {
  const head = `${job}: ${words.en} (${time_zone}; missed: ${missed})`;
  const ahead =
    paused_at === null
      ? next.map((time) => `  next  ${local(time, time_zone)}`)
      : [`  paused since ${local(paused_at, time_zone)}`];
  const behind = last.map(
    ({ due_at, state, reason, run_state }) => `  last  ${local(due_at, time_zone)}  ${run_state ?? reason ?? state}`,
  );
  return [head, ...ahead, ...behind];
}

/** An instant on the clock of a zone, with its offset: 2026-12-01 07:00 GMT+9. */
function local(iso: string, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'short',
  }).format(new Date(iso));
  const offset = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'shortOffset' })
    .formatToParts(new Date(iso))
    .find(({ type }) => type === 'timeZoneName')?.value;
  return `${parts} ${offset ?? ''}`;
}
