import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openRunStack, tinyHandlers, type RunStack } from '../../../../test/support/run-stack.js';
import { preparePlace } from '../catalog/postgres-place.js';
import { ScheduleRepository } from '../catalog/schedule.repository.js';
import type { Project } from '../content/project.js';
import { job } from '../content/spec/job.js';
import { project as projectSpec } from '../content/spec/project.js';
import { report } from '../content/spec/report.js';
import { RunScheduler } from './run-scheduler.js';
import { RunStarter } from './run-starter.js';

let stateDir: string;
let stack: RunStack;
let schedules: ScheduleRepository;
let now: Date;
const clock = { now: () => now };

/** A project whose jobs have the given schedules. */
function projectWith(specs: Record<string, Record<string, unknown> | undefined>, reportName = 'sales'): Project {
  const sections = [{ id: 's', title: 'S', blocks: [] }];
  return {
    root: '/p',
    spec: projectSpec.parse({ name: 'p', title: 'P', time_zone: 'Asia/Seoul' }),
    datasets: new Map(),
    reports: new Map([
      ['sales', { name: 'sales', file: 'r.yaml', spec: report.parse({ title: 'S', sections }), inputs: [] }],
    ]),
    dashboards: new Map(),
    logos: new Map(),
    jobs: new Map(
      Object.entries(specs).map(([name, schedule]) => [
        name,
        {
          name,
          file: `jobs/${name}.yaml`,
          spec: job.parse({ title: name, report: reportName, ...(schedule && { schedule }) }),
        },
      ]),
    ),
    diagnostics: [],
    unchecked: [],
  };
}

function schedulerOf(project: Project): RunScheduler {
  return new RunScheduler(project, schedules, new RunStarter(project, stack.runs, stack.queue, clock), clock);
}

/** Looks at an instant, with a process of its own each time as after a restart. */
async function lookAt(time: string, project: Project): Promise<void> {
  now = new Date(time);
  await schedulerOf(project).look();
}

const duesOf = async (name: string) =>
  (await schedules.recent(name, 200))
    .toReversed()
    .map(({ due_at, state, reason }) => `${due_at.toISOString().slice(0, 16)} ${reason ?? state}`);
const runsOf = async (name: string) => (await stack.runs.recent(500)).filter((run) => run.job === name);
const finish = async (name: string) => {
  for (const run of await runsOf(name)) await stack.runs.move(run.id, 'done', now);
};

beforeAll(async () => {
  Logger.overrideLogger(false);
  stateDir = mkdtempSync(join(tmpdir(), 'decile-schedules-'));
  chmodSync(stateDir, 0o755);
  stack = await openRunStack(stateDir, (open) => tinyHandlers(open, () => Promise.reject(new Error('never'))));
  schedules = new ScheduleRepository(stack.open.catalog);
});

afterAll(async () => {
  await stack.close();
  rmSync((await preparePlace(stateDir)).socketDir, { recursive: true, force: true });
  rmSync(stateDir, { recursive: true, force: true });
});

beforeEach(async () => {
  for (const table of ['schedules', 'schedule_dues', 'runs'] as const) {
    await stack.open.catalog.deleteFrom(table).execute();
  }
});

describe('a schedule', () => {
  it('counts from when it is first seen, and gives one run for each due time', async () => {
    const project = projectWith({ daily: { cron: '0 7 * * *' } });
    await lookAt('2026-11-24T03:00:00Z', project);
    expect(await duesOf('daily')).toEqual([]);
    await lookAt('2026-11-24T21:59:59Z', project);
    expect(await runsOf('daily')).toEqual([]);
    await lookAt('2026-11-24T22:00:00Z', project);
    await lookAt('2026-11-24T22:00:05Z', project);
    expect(await duesOf('daily')).toEqual(['2026-11-24T22:00 started']);
    expect(await runsOf('daily')).toHaveLength(1);
    const [due] = await schedules.recent('daily', 1);
    expect(due).toMatchObject({ run_id: (await runsOf('daily'))[0]!.id, run_state: 'queued' });
  });

  it('gives a run the day that follows from its due time in its own zone, however late it runs', async () => {
    const project = projectWith({ monthly: { cron: '0 7 1 * *', time_zone: 'America/New_York' } });
    await lookAt('2026-11-24T03:00:00Z', project);
    await lookAt('2027-01-05T00:00:00Z', project);
    expect(await duesOf('monthly')).toEqual(['2026-12-01T12:00 superseded', '2027-01-01T12:00 started']);
    expect(await runsOf('monthly')).toMatchObject([{ as_of: '2026-12-31' }]);
    expect((await runsOf('monthly'))[0]!.deadline).toEqual(new Date('2027-01-05T01:00:00Z'));
    const seoul = projectWith({ early: { cron: '0 7 1 * *' } });
    await lookAt('2026-11-24T03:00:00Z', seoul);
    // 22:00 on 30 November in UTC, but the first of December in Seoul.
    await lookAt('2026-11-30T22:00:00Z', seoul);
    expect(await runsOf('early')).toMatchObject([{ as_of: '2026-11-30' }]);
  });

  it('that missed times does with them what it says', async () => {
    const at = { cron: '0 7 * * *', time_zone: 'UTC' };
    const project = projectWith({
      each: { ...at, missed: 'all' },
      newest: { ...at, missed: 'latest' },
      fresh: { ...at, missed: 'skip' },
    });
    await lookAt('2026-11-01T00:00:00Z', project);
    await lookAt('2026-11-03T09:00:00Z', project);
    expect(await duesOf('newest')).toEqual([
      '2026-11-01T07:00 superseded',
      '2026-11-02T07:00 superseded',
      '2026-11-03T07:00 started',
    ]);
    expect(await duesOf('fresh')).toEqual([
      '2026-11-01T07:00 superseded',
      '2026-11-02T07:00 superseded',
      '2026-11-03T07:00 late',
    ]);
    for (let i = 0; i < 4; i += 1) {
      expect(await runsOf('each')).toHaveLength(Math.min(i + 1, 3));
      await finish('each');
      await lookAt('2026-11-03T09:00:10Z', project);
    }
    expect(await duesOf('each')).toEqual([
      '2026-11-01T07:00 started',
      '2026-11-02T07:00 started',
      '2026-11-03T07:00 started',
    ]);
    expect(await runsOf('newest')).toHaveLength(1);
    expect(await runsOf('fresh')).toEqual([]);
  });

  it('has one run at a time; a newer time takes the place of one that waits', async () => {
    const project = projectWith({ often: { cron: '*/5 * * * *' } });
    await lookAt('2026-11-24T00:01:00Z', project);
    for (const minute of ['05', '10', '15']) await lookAt(`2026-11-24T00:${minute}:00Z`, project);
    expect(await duesOf('often')).toEqual([
      '2026-11-24T00:05 started',
      '2026-11-24T00:10 superseded',
      '2026-11-24T00:15 due',
    ]);
    await finish('often');
    await lookAt('2026-11-24T00:16:00Z', project);
    expect((await duesOf('often')).at(-1)).toBe('2026-11-24T00:15 started');
    expect(await runsOf('often')).toHaveLength(2);
  });

  it('never repeats a time when the clock jumps back, and goes on as missed when it jumps ahead', async () => {
    const project = projectWith({ daily: { cron: '0 7 * * *', time_zone: 'UTC' } });
    await lookAt('2026-11-24T00:00:00Z', project);
    await lookAt('2026-11-24T07:00:01Z', project);
    await finish('daily');
    for (const time of ['06:00:00', '06:59:59', '07:00:00', '07:00:02']) await lookAt(`2026-11-24T${time}Z`, project);
    expect(await runsOf('daily')).toHaveLength(1);
    await lookAt('2026-11-27T08:00:00Z', project);
    expect((await duesOf('daily')).slice(1)).toEqual([
      '2026-11-25T07:00 superseded',
      '2026-11-26T07:00 superseded',
      '2026-11-27T07:00 started',
    ]);
  });

  it('that a wrong clock carried into the future is brought back by resuming it', async () => {
    const project = projectWith({ daily: { cron: '0 7 * * *', time_zone: 'UTC' } });
    await lookAt('2026-11-24T00:00:00Z', project);
    await lookAt('2027-11-24T00:00:00Z', project);
    await finish('daily');
    expect(await schedules.resume('daily', new Date('2026-11-24T01:00:00Z'))).toBe(true);
    await lookAt('2026-11-24T07:00:00Z', project);
    expect((await schedules.recent('daily', 5)).map(({ state }) => state)).toContain('started');
    expect(await runsOf('daily')).toHaveLength(2);
  });

  it('that is changed counts from the change on; one that is taken away is forgotten', async () => {
    const at = (cron: string) => projectWith({ daily: { cron, time_zone: 'UTC' } });
    await lookAt('2026-11-24T00:00:00Z', at('0 7 * * *'));
    await lookAt('2026-11-24T12:00:00Z', at('0 9 * * *'));
    expect(await runsOf('daily')).toEqual([]);
    expect(await schedules.find('daily')).toMatchObject({ cron: '0 9 * * *', since: new Date('2026-11-24T12:00:00Z') });
    await lookAt('2026-11-25T09:00:00Z', at('0 9 * * *'));
    expect(await duesOf('daily')).toEqual(['2026-11-25T09:00 started']);
    await lookAt('2026-11-25T10:00:00Z', projectWith({ daily: undefined }));
    expect(await schedules.find('daily')).toBeUndefined();
    await lookAt('2026-11-25T10:00:00Z', projectWith({}));
  });

  it('that is paused does nothing; resumed, it counts from then', async () => {
    const project = projectWith({ daily: { cron: '0 7 * * *', time_zone: 'UTC', missed: 'all' } });
    await lookAt('2026-11-24T00:00:00Z', project);
    expect(await schedules.pause('daily', now)).toBe(true);
    expect(await schedules.pause('daily', now)).toBe(false);
    await lookAt('2026-11-26T08:00:00Z', project);
    expect(await duesOf('daily')).toEqual([]);
    await schedules.resume('daily', now);
    await lookAt('2026-11-27T07:00:00Z', project);
    expect(await duesOf('daily')).toEqual(['2026-11-27T07:00 started']);
    expect(await schedules.resume('none', now)).toBe(false);
  });

  it('whose job cannot be planned says so on the due time and goes on with the next', async () => {
    const project = projectWith({ broken: { cron: '0 7 * * *', time_zone: 'UTC' } }, 'gone');
    await lookAt('2026-11-24T00:00:00Z', project);
    await lookAt('2026-11-24T07:00:00Z', project);
    await lookAt('2026-11-25T07:00:00Z', project);
    expect(await schedules.recent('broken', 5)).toMatchObject([
      { state: 'failed', error: { code: 'report.not-found' } },
      { state: 'failed', error: { code: 'report.not-found' } },
    ]);
  });
});

describe('schedulers', () => {
  it('at once give each due time one run', async () => {
    const project = projectWith({
      a: { cron: '0 7 * * *', time_zone: 'UTC', missed: 'all' },
      b: { cron: '*/10 * * * *' },
    });
    await lookAt('2026-11-24T00:00:00Z', project);
    now = new Date('2026-11-24T07:00:00Z');
    await Promise.all(Array.from({ length: 8 }, () => schedulerOf(project).look()));
    expect(await runsOf('a')).toHaveLength(1);
    expect(await runsOf('b')).toHaveLength(1);
  });

  it('without the lock still cannot write a due time twice', async () => {
    await schedules.adopt({ job: 'a', cron: '0 7 * * *', time_zone: 'UTC' }, new Date('2026-11-24T00:00:00Z'));
    const due_at = new Date('2026-11-24T07:00:00Z');
    const settle = (run_id: string) =>
      schedules.settle('a', due_at, [{ due_at, state: 'due', reason: null, run_id }], false, due_at);
    await Promise.all([settle('one'), settle('two'), settle('three')]);
    expect(await schedules.recent('a', 5)).toHaveLength(1);
  });

  it('killed between due time and run, or between run and mark, end with one run', async () => {
    const project = projectWith({ daily: { cron: '0 7 * * *', time_zone: 'UTC' } });
    await lookAt('2026-11-24T00:00:00Z', project);
    const due_at = new Date('2026-11-24T07:00:00Z');
    await schedules.settle('daily', due_at, [{ due_at, state: 'due', reason: null, run_id: 'the-run' }], true, due_at);
    await lookAt('2026-11-24T07:00:05Z', project);
    expect((await runsOf('daily')).map(({ id }) => id)).toEqual(['the-run']);
    await stack.open.catalog.updateTable('schedule_dues').set({ state: 'due' }).execute();
    await finish('daily');
    await lookAt('2026-11-24T07:00:10Z', project);
    expect((await runsOf('daily')).map(({ id, state }) => [id, state])).toEqual([['the-run', 'done']]);
    expect(await duesOf('daily')).toEqual(['2026-11-24T07:00 started']);
  });

  it('start by themselves at the due time and stop when closed', async () => {
    const project = projectWith({ minutely: { cron: '* * * * *' } });
    let shift = 0;
    const moving = { now: () => new Date(new Date('2026-11-24T00:00:59.700Z').getTime() + shift) };
    const starter = new RunStarter(project, stack.runs, stack.queue, moving);
    const scheduler = new RunScheduler(project, schedules, starter, moving);
    scheduler.start();
    while (!(await schedules.find('minutely'))) await new Promise((done) => setTimeout(done, 20));
    shift = 300;
    while ((await runsOf('minutely')).length === 0) await new Promise((done) => setTimeout(done, 20));
    await scheduler.close();
    expect(await duesOf('minutely')).toEqual(['2026-11-24T00:01 started']);
  });
});
