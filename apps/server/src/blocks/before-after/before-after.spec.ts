import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BlockLab, records } from '../../../../../test/support/block-lab.js';
import { realData } from '../../../../../test/support/dataset-lab.js';
import { block } from '../../content/spec/block.js';

const LINE = `
  select * from (values
    ('before', 9120, 152000, 412.5, 38.2, 31),
    ('after',  7410, 153500, 431.0, 35.9, 30)
  ) as t(phase, defects, units, output, output_sd, days)`;

const SHARE = { label: { en: 'Defect rate', ko: '불량률' }, share: { successes: 'defects', n: 'units' }, good: 'down' };
const MEAN = { label: 'Output', mean: { mean: 'output', sd: 'output_sd', n: 'days' }, format: 'number' };

const spec = (more: Record<string, unknown> = {}) => ({
  id: 'effect',
  kind: 'before_after',
  title: 'Effect',
  sql: 'select * from line',
  reading: 'time',
  group: 'phase',
  before: 'before',
  after: 'after',
  measures: [SHARE, MEAN],
  ...more,
});

let lab: BlockLab;
beforeAll(async () => {
  lab = await BlockLab.open({
    line: LINE,
    flat: `select * from (values (false, 236, 1000), (true, 240, 1000)) as t(targeted, hits, n)`,
    few: `select * from (values (0, 2, 20), (1, 18, 20)) as t(late, hits, n)`,
    pairs: `select * from (values ('a', 50.0, 4.0, 18), ('b', 53.0, 4.0, 18)) as t(phase, mean, sd, n)`,
    arms: `select * from (values
      ('before', 'pilot', 60, 400), ('after', 'pilot', 110, 420), ('before', 'rest', 55, 380), ('after', 'rest', 70, 390)
    ) as t(phase, arm, hits, n)`,
    nothing: `select 'before' as phase, 1 as defects, 1 as units where false`,
  });
});
afterAll(() => lab.close());

describe('a before/after block', () => {
  it('shows both groups, the difference with interval and p, and says what is better', async () => {
    const table = await lab.table(spec());
    expect(table.columns.map(({ title }) => title)).toEqual([
      'Measure', 'Before', 'After', 'Difference', '95% low', '95% high', 'p (corrected)', 'Reading', 'n before', 'n after',
    ]); // prettier-ignore
    const [defects, output] = records(table);
    expect(defects).toMatchObject({ measure: 'Defect rate', before: 0.06, verdict: '▼ better', n_before: 152_000 });
    expect(defects!['difference']).toBeCloseTo(0.0482736 - 0.06, 6);
    expect(Number(defects!['high'])).toBeLessThan(0);
    expect(output).toMatchObject({ difference: 18.5, verdict: 'no reliable difference', n_after: 30 });
    expect(output!['p']).toBeCloseTo(0.055794, 3);
    expect(table.tones?.rows).toEqual(['good', 'neutral']);
    expect(table.formats?.[0]?.slice(1, 4)).toEqual(['percent', 'percent', { kind: 'points' }]);
  });

  it('turns the words round when the sign is turned round', async () => {
    const table = await lab.table(spec({ before: 'after', after: 'before', measures: [SHARE] }));
    expect(records(table)[0]).toMatchObject({ verdict: '▲ worse' });
    expect(table.tones?.rows).toEqual(['bad']);
    expect(table.columns.find(({ name }) => name === 'p')?.title).toBe('p');
  });

  it('claims nothing where chance explains the difference, and says base and targeted of a mere comparison', async () => {
    const asked = {
      ...spec({ sql: 'select * from flat', reading: 'comparison', group: 'targeted', before: false, after: true }),
      measures: [{ label: 'Rate', share: { successes: 'hits', n: 'n' } }],
    };
    const [en, ko] = [await lab.table(asked), await lab.table(asked, { language: 'ko' })];
    expect(records(en)[0]!['verdict']).toBe('no reliable difference');
    expect(records(ko)[0]!['verdict']).toBe('차이가 있다고 볼 수 없음');
    expect(en.columns.map(({ title }) => title).join()).not.toMatch(/before|after/i);
    expect(ko.columns.map(({ title }) => title).join()).not.toMatch(/이전|이후/);
    expect(en.note).toContain('differed from the start');
  });

  it('calls a finding on few cases weak, by a rule that the note states', async () => {
    const asked = spec({ sql: 'select * from few', group: 'late', before: 0, after: 1 });
    const table = await lab.table({ ...asked, measures: [{ label: 'Rate', share: { successes: 'hits', n: 'n' } }] });
    expect(records(table)[0]!['verdict']).toBe('▲ better (weak: few cases)');
    expect(table.note).toContain('fewer than 30 cases');
  });

  it('compares pairs by the spread of their differences, and refuses unequal numbers of them', async () => {
    const asked = spec({ sql: 'select * from pairs', before: 'a', after: 'b' });
    const paired = (n: string) => ({ label: 'Score', mean: { mean: 'mean', sd: 'sd', n, paired: true } });
    const row = records(await lab.table({ ...asked, measures: [paired('n')] }))[0]!;
    expect(row['difference']).toBe(3);
    expect(Number(row['low'])).toBeCloseTo(3 - 2.109816 * (4 / Math.sqrt(18)), 5);
    const unequal = await lab.resolve({
      ...asked,
      sql: "select phase, mean, sd, if(phase = 'a', 18, 17) as n from pairs",
      measures: [paired('n')],
    });
    expect(unequal).toMatchObject({ kind: 'error', code: 'before-after.unpaired' });
  });

  it('takes the change of the control group off where there is one', async () => {
    const table = await lab.table({
      ...spec({ sql: 'select * from arms', reading: 'control' }),
      control: { column: 'arm', treated: 'pilot', untreated: 'rest' },
      measures: [{ label: 'Rate', share: { successes: 'hits', n: 'n' } }],
    });
    const row = records(table)[0]!;
    expect(row['difference']).toBeCloseTo(110 / 420 - 60 / 400 - (70 / 390 - 55 / 380), 10);
    expect(row['control_change']).toBeCloseTo(70 / 390 - 55 / 380, 10);
    expect(table.columns.map(({ title }) => title)).toContain('Net effect');
  });

  it('says that it cannot tell where a group is empty or nothing varies', async () => {
    const asked = spec({ sql: "select phase, 0 as defects, if(phase = 'after', 0, 10) as units from line" });
    const table = await lab.table({ ...asked, measures: [SHARE] });
    expect(records(table)[0]).toMatchObject({ after: null, difference: null, p: null, verdict: 'cannot be told' });
  });

  it.each([
    ['a group without a row', { before: 'never' }, 'before-after.group-missing'],
    ['a group with two rows', { sql: "select * replace ('before' as phase) from line" }, 'before-after.group-repeated'],
    ['a column that is not selected', { group: 'stage' }, 'block.unknown-column'],
    ['text for a count', { sql: "select * replace ('many' as defects) from line" }, 'block.no-number'],
    ['more successes than cases', { sql: 'select * replace (1 as units) from line' }, 'statistics.bad-input'],
    ['no rows', { sql: 'select * from nothing' }, 'block.empty'],
  ])('refuses %s', async (_, more, code) => {
    expect(await lab.resolve(spec({ measures: [SHARE], ...more }))).toMatchObject({ kind: 'error', code });
  });

  it('is empty without rows where that is allowed', async () => {
    const table = await lab.table(spec({ sql: 'select * from nothing', empty: 'allow', measures: [SHARE] }));
    expect(table.rows).toEqual([]);
    expect(table.columns).toHaveLength(10);
  });

  it('is refused by the schema without a measure, with two for one, or with a control group in time', () => {
    const bad = [
      { measures: [] },
      { measures: [{ label: 'x' }] },
      { measures: [{ ...SHARE, mean: MEAN.mean }] },
      { control: { column: 'arm', treated: 1, untreated: 0 } },
    ];
    for (const more of bad) expect(block.safeParse(spec(more)).success).toBe(false);
  });
});

const data = realData();
describe.runIf(data)('on the Hillstrom experiment', () => {
  it('finds more visits with the e-mail than in the control group', async () => {
    const { DuckDBInstance } = await import('@duckdb/node-api');
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    const files = await connection.runAndReadAll(`select file from glob('${data}/hillstrom/*.csv*')`);
    const counted = await connection.runAndReadAll(
      `select segment, sum(visit)::integer as visits, count(*)::integer as n
       from read_csv('${String(files.getRows()[0]?.[0])}') group by segment order by segment`,
    );
    const rows = counted.getRows().map((row) => `('${String(row[0])}', ${String(row[1])}, ${String(row[2])})`);
    const real = await BlockLab.open({ mail: `select * from (values ${rows.join(', ')}) as t(segment, visits, n)` });
    const table = await real.table({
      ...spec({ sql: 'select * from mail', reading: 'control', group: 'segment' }),
      before: 'No E-Mail',
      after: 'Mens E-Mail',
      measures: [{ label: 'Visits', share: { successes: 'visits', n: 'n' } }],
    });
    const row = records(table)[0]!;
    expect(row['before']).toBeCloseTo(0.1062, 4);
    expect(row['after']).toBeCloseTo(0.1828, 4);
    expect(row['verdict']).toBe('▲ better');
    await real.close();
    connection.closeSync();
  });
});
