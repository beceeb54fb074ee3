import { describe, expect, it } from 'vitest';
import { schedule } from '../content/spec/schedule.js';
import { decideDues, MOST_MISSED, nextTimes, timesBetween } from './due-times.js';

const iso = (times: Date[]) => times.map((time) => time.toISOString().slice(0, 16));
const LEFT_OUT = 'that daylight saving leaves out come once, at the first instant after the gap, on the same day';
const REPEATED = 'that daylight saving repeats come once, the first time';
const REAL_TIME = 'of patterns with a wildcard or step go on through gap and repeat, in real time';
const between = (cron: string, zone: string, from: string, to: string) =>
  iso(timesBetween(cron, zone, new Date(`${from}Z`), new Date(`${to}Z`)));

describe('due times', () => {
  it.each([
    [
      'are read on the clock of the zone',
      '0 7 1 * *',
      'Asia/Seoul',
      '2026-11-24T00:00',
      ['11-30T22:00', '12-31T22:00'],
    ],
    [LEFT_OUT, '30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00', ['03-29T01:00', '03-30T00:30']],
    [LEFT_OUT, '30 2 * * *', 'America/New_York', '2026-03-07T12:00', ['03-08T07:00', '03-09T06:30']],
    [LEFT_OUT, '15 2 * * *', 'Australia/Lord_Howe', '2026-10-03T00:00', ['10-03T15:30', '10-04T15:15']],
    [LEFT_OUT, '0 2,14 * * *', 'Europe/Berlin', '2026-03-28T20:00', ['03-29T01:00', '03-29T12:00']],
    [REPEATED, '30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00', ['10-25T00:30', '10-26T01:30']],
    [REPEATED, '30 1 * * *', 'America/New_York', '2026-10-31T12:00', ['11-01T05:30', '11-02T06:30']],
    [REPEATED, '45 1 * * *', 'Australia/Lord_Howe', '2026-04-04T00:00', ['04-04T14:45', '04-05T15:15']],
    [REAL_TIME, '0 * * * *', 'Europe/Berlin', '2026-10-24T23:30', ['10-25T00:00', '10-25T01:00', '10-25T02:00']],
    [REAL_TIME, '*/30 * * * *', 'Europe/Berlin', '2026-03-29T00:40', ['03-29T01:00', '03-29T01:30']],
  ])('%s: %s in %s after %s', (_, cron, zone, after, times) => {
    const expected = times.map((time) => `2026-${time}`);
    expect(iso(nextTimes(cron, zone, new Date(`${after}Z`), times.length))).toEqual(expected);
  });

  it('looked for backwards are the ones that were promised forwards, over the changes of a year', () => {
    for (const zone of ['Europe/Berlin', 'America/New_York', 'Asia/Seoul', 'Australia/Lord_Howe']) {
      for (const cron of ['30 2 * * *', '15 2 * * *', '45 1 * * *', '0 7 1 * *', '0 1,13 * * MON', '0 0 L * *']) {
        for (const from of ['2026-03-01T00:00', '2026-09-20T00:00']) {
          const promised = nextTimes(cron, zone, new Date(`${from}Z`), 60);
          expect(timesBetween(cron, zone, new Date(`${from}Z`), promised.at(-1)!), `${cron} ${zone}`).toEqual(promised);
        }
      }
    }
  });

  it('between two instants leave the first out and take the last in', () => {
    expect(between('0 7 * * *', 'UTC', '2026-11-01T07:00', '2026-11-03T07:00')).toEqual([
      '2026-11-02T07:00',
      '2026-11-03T07:00',
    ]);
    expect(between('0 7 * * *', 'UTC', '2026-11-03T07:00', '2026-11-03T07:00')).toEqual([]);
    expect(between('0 7 * * *', 'UTC', '2026-11-03T07:00', '2026-11-01T07:00')).toEqual([]);
  });

  it('of a long outage are the newest hundred', () => {
    const times = between('* * * * *', 'UTC', '2025-01-01T00:00', '2026-11-01T00:00');
    expect(times).toHaveLength(MOST_MISSED);
    expect(times.at(-1)).toBe('2026-11-01T00:00');
  });
});

describe('missed due times', () => {
  const now = new Date('2026-11-03T08:30:00Z');
  const times = ['2026-11-01T07:00Z', '2026-11-02T07:00Z', '2026-11-03T07:00Z'].map((time) => new Date(time));
  const decided = (missed: 'skip' | 'latest' | 'all', at = now) =>
    decideDues(times, at, missed).map(({ state, reason }) => reason ?? state);

  it('are each run, run by the newest, or skipped, as the schedule says', () => {
    expect(decided('all')).toEqual(['due', 'due', 'due']);
    expect(decided('latest')).toEqual(['superseded', 'superseded', 'due']);
    expect(decided('skip')).toEqual(['superseded', 'superseded', 'late']);
  });

  it('count as fresh up to an hour', () => {
    expect(decided('skip', new Date('2026-11-03T08:00:00Z'))).toEqual(['superseded', 'superseded', 'due']);
    expect(decided('skip', new Date('2026-11-03T08:00:01Z'))).toEqual(['superseded', 'superseded', 'late']);
  });
});

describe('a schedule in a job file', () => {
  const mistake = (cron: string, more: object = {}) => schedule.safeParse({ cron, ...more }).error?.issues[0]?.message;

  it('takes five fields, names and ranges, and says what is wrong with others', () => {
    for (const cron of ['0 7 1 * *', '*/15 9-17 * * MON-FRI', '0 0 L * *', '0 8 * * MON#1', '0 0 29 2 *']) {
      expect(mistake(cron), cron).toBeUndefined();
    }
    expect(mistake('0 7 1 *')).toContain('use five fields');
    expect(mistake('0 0 7 1 * *')).toContain('use five fields');
    expect(mistake('60 7 * * *')).toContain('the minute is out of range');
    expect(mistake('@daily')).toContain('five fields');
    expect(mistake('0 0 31 2 *')).toBe('no calendar has such a day');
    expect(mistake('')).toContain('use five fields');
    expect(mistake('0 7 * * *', { time_zone: 'Asia/Soul' })).toContain('IANA');
    expect(mistake('0 7 * * *', { missed: 'none' })).toBeDefined();
  });
});
