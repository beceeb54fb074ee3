import { isDay } from '../common/is-day.js';
import { describe, expect, it } from 'vitest';
import type { DatasetItem, Item, Project, ReportItem } from '../content/project.js';
import { dataset } from '../content/spec/dataset.js';
import { job, type JobSpec } from '../content/spec/job.js';
import { project as projectSpec } from '../content/spec/project.js';
import { report } from '../content/spec/report.js';
import { dayIn, lastMonthEnd } from './calendar-day.js';
import { planRun, type RunOptions } from './plan-run.js';

const inputsOf: Record<string, string[]> = {
  orders: [],
  customers: [],
  clean: ['orders', 'customers'],
  rfm: ['clean'],
  other: [],
};

function item(name: string): DatasetItem {
  return { name, file: `datasets/${name}.yaml`, spec: dataset.parse({ title: name }), inputs: inputsOf[name] ?? [] };
}

function projectWith(jobSpec: Record<string, unknown> = {}, datasets = Object.keys(inputsOf)): Project {
  const section = { id: 's', title: 'S', blocks: [] };
  const parameters = {
    top: { type: 'number', default: 10 },
    region: { type: 'string', default: 'all' },
    since: { type: 'date', default: '2026-01-01' },
  };
  const grades: ReportItem = {
    name: 'grades',
    file: 'report-templates/grades/report.yaml',
    spec: report.parse({ title: 'G', sections: [section], parameters }),
    inputs: ['rfm', 'orders'],
  };
  const monthly: Item<JobSpec> = {
    name: 'monthly',
    file: 'jobs/monthly.yaml',
    spec: job.parse({ title: 'M', report: 'grades', ...jobSpec }),
  };
  return {
    root: '/p',
    spec: projectSpec.parse({ name: 'p', title: 'P', language: 'ko' }),
    datasets: new Map(datasets.map((name) => [name, item(name)])),
    reports: new Map([['grades', grades]]),
    dashboards: new Map(),
    logos: new Map(),
    jobs: new Map([['monthly', monthly]]),
    diagnostics: [],
    unchecked: [],
  };
}

const now = new Date('2026-11-24T03:00:00Z');
const plan = (options: RunOptions = {}, jobSpec = {}, at = now, zone = 'UTC') =>
  planRun(projectWith(jobSpec), 'monthly', options, at, zone);

function failure(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('the steps of a run', () => {
  it('refresh every dataset that the report needs after its inputs, then resolve, then render', () => {
    expect(plan().steps).toEqual([
      'refresh:customers',
      'refresh:orders',
      'refresh:clean',
      'refresh:rfm',
      'resolve',
      'render',
    ]);
  });

  it('name a dataset that is missing, and a cycle', () => {
    const missing = () => planRun(projectWith({}, ['rfm', 'orders']), 'monthly', {}, now, 'UTC');
    expect(failure(missing)).toMatchObject({ code: 'dataset.unknown', message: expect.stringContaining('"clean"') });
    const round = projectWith();
    const looped = {
      ...round,
      datasets: new Map(round.datasets).set('orders', { ...item('orders'), inputs: ['rfm'] }),
    };
    expect(failure(() => planRun(looped, 'monthly', {}, now, 'UTC'))).toMatchObject({ code: 'dataset.cycle' });
  });
});

describe('as-of', () => {
  it('is the last complete month by default, also on the last day of a month', () => {
    const asOf = (at: string, zone = 'UTC') => plan({}, {}, new Date(at), zone).run.as_of;
    expect(asOf('2026-11-24T03:00:00Z')).toBe('2026-10-31');
    expect(asOf('2026-10-31T23:59:59Z')).toBe('2026-09-30');
    expect(asOf('2026-11-01T00:00:00Z')).toBe('2026-10-31');
    expect(asOf('2026-01-01T00:00:00Z')).toBe('2025-12-31');
    expect(asOf('2028-03-15T00:00:00Z')).toBe('2028-02-29');
    expect(asOf('2026-03-15T00:00:00Z')).toBe('2026-02-28');
    expect(asOf('2100-03-01T00:00:00Z')).toBe('2100-02-28');
  });

  it('follows the day of the zone, not of UTC', () => {
    const asOf = (at: string, zone: string) => plan({}, {}, new Date(at), zone).run.as_of;
    expect(asOf('2026-10-31T15:00:00Z', 'Asia/Seoul')).toBe('2026-10-31');
    expect(asOf('2026-10-31T14:59:59Z', 'Asia/Seoul')).toBe('2026-09-30');
    expect(asOf('2026-11-01T03:59:59Z', 'America/New_York')).toBe('2026-09-30');
    expect(asOf('2026-11-01T04:00:00Z', 'America/New_York')).toBe('2026-10-31');
  });

  it('can be yesterday, across the days that daylight saving makes shorter and longer', () => {
    const yesterday = (at: string, zone: string) => plan({}, { as_of: 'yesterday' }, new Date(at), zone).run.as_of;
    expect(yesterday('2026-03-09T03:30:00Z', 'America/New_York')).toBe('2026-03-07');
    expect(yesterday('2026-03-09T04:00:00Z', 'America/New_York')).toBe('2026-03-08');
    expect(yesterday('2026-11-02T04:59:59Z', 'America/New_York')).toBe('2026-10-31');
    expect(yesterday('2026-11-02T05:00:00Z', 'America/New_York')).toBe('2026-11-01');
    expect(yesterday('2028-03-01T00:00:00Z', 'UTC')).toBe('2028-02-29');
  });

  it('is taken as given up to today, and refused when it is no day or in the future', () => {
    expect(plan({ asOf: '2028-02-29' }, {}, new Date('2028-03-01T00:00:00Z')).run.as_of).toBe('2028-02-29');
    expect(plan({ asOf: '2026-11-24' }).run.as_of).toBe('2026-11-24');
    expect(plan({ asOf: '2026-11-25' }, {}, new Date('2026-11-24T15:00:00Z'), 'Asia/Seoul').run.as_of).toBe(
      '2026-11-25',
    );
    expect(failure(() => plan({ asOf: '2026-11-25' }))).toMatchObject({
      code: 'run.as-of-in-future',
      severity: 'usage',
    });
    for (const asOf of ['2026-02-29', '2026-13-01', '2026-1-1', 'yesterday', '']) {
      expect(failure(() => plan({ asOf }))).toMatchObject({ code: 'run.as-of-invalid', severity: 'usage' });
    }
  });
});

describe('parameters', () => {
  it('come from the report, then the job, then the command, each in its declared type', () => {
    expect(plan().run.parameters).toEqual({ top: 10, region: 'all', since: '2026-01-01' });
    const jobSpec = { parameters: { top: 5, region: 'north' } };
    expect(plan({ set: { top: '7.5' } }, jobSpec).run.parameters).toEqual({
      top: 7.5,
      region: 'north',
      since: '2026-01-01',
    });
    expect(plan({ set: { region: 12 } }).run.parameters['region']).toBe('12');
  });

  it('are refused when unknown, with a suggestion, and when of the wrong type', () => {
    expect(failure(() => plan({ set: { regoin: 'x' } }))).toMatchObject({
      code: 'run.parameter-unknown',
      severity: 'usage',
      hint: 'did you mean "region"?',
    });
    expect(failure(() => plan({ set: { constructor: 'x' } }))).toMatchObject({ code: 'run.parameter-unknown' });
    const wrong = [
      ['top', 'ten'],
      ['top', ''],
      ['top', 'Infinity'],
      ['since', '2026-02-30'],
    ] as const;
    for (const [name, value] of wrong) {
      expect(failure(() => plan({ set: { [name]: value } }))).toMatchObject({
        code: 'run.parameter-invalid',
        severity: 'usage',
      });
    }
  });
});

describe('the rest of a run', () => {
  it('takes language and formats from command, job, project in this order', () => {
    expect(plan().run).toMatchObject({ language: 'ko', formats: ['pdf', 'xlsx', 'html', 'json'] });
    expect(plan({}, { language: 'en', formats: ['pdf'] }).run).toMatchObject({ language: 'en', formats: ['pdf'] });
    expect(plan({ language: 'ko', formats: ['json', 'json'] }, { language: 'en' }).run).toMatchObject({
      language: 'ko',
      formats: ['json'],
    });
  });

  it('has its deadline by the job’s time budget', () => {
    expect(plan({}, { timeout_minutes: 30 }).run.deadline).toEqual(new Date('2026-11-24T03:30:00Z'));
  });

  it('needs a job and a report that exist', () => {
    const wrong = () => planRun(projectWith(), 'montly', {}, now, 'UTC');
    expect(failure(wrong)).toMatchObject({ code: 'job.not-found', hint: 'did you mean "monthly"?' });
    expect(failure(() => plan({}, { report: 'grade' }))).toMatchObject({ code: 'report.not-found' });
  });
});

describe('calendar days', () => {
  it('know zones with odd offsets and the ends of months', () => {
    expect(dayIn('Pacific/Kiritimati', new Date('2026-01-01T10:00:00Z'))).toBe('2026-01-02');
    expect(dayIn('Asia/Kathmandu', new Date('2026-01-01T18:14:59Z'))).toBe('2026-01-01');
    expect(dayIn('Asia/Kathmandu', new Date('2026-01-01T18:15:00Z'))).toBe('2026-01-02');
    expect(lastMonthEnd('2026-05-31')).toBe('2026-04-30');
    expect(isDay('2024-02-29')).toBe(true);
    expect(isDay('2025-02-29')).toBe(false);
  });
});
