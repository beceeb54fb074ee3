import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseAnswers, DatasetLab } from '../../../../../test/support/dataset-lab.js';
import type { DatasetVersion } from '../../catalog/dataset-version.repository.js';
import { analysisTables } from '../../content/analysis-tables.js';
import type { ConditionRulesAnalysis } from '../../content/spec/condition-rules.js';
import { Engine } from '../../engine/engine.js';
import { fileSha256 } from '../dataset-storage.js';
import { buildConditionRules } from './build-condition-rules.js';

const ready = await databaseAnswers();

/** Events of sensed customers; five places to be found, the most profitable one first, unless `effect` is 0. */
function events(rows: number, effect: number, seed = 0): string {
  const chance = (i: number) => `hash(range * 64 + ${i} + ${seed} * 1000003)`;
  const pick = (i: number, values: string[]) =>
    `['${values.join("','")}'][1 + (${chance(i)} % ${values.length})::INTEGER]`;
  return `
    WITH drawn AS (
      SELECT range AS event, ${pick(1, ['MALL', 'DSTR', 'STREET', 'STATION', 'OFFICE'])} AS place,
        ${pick(2, ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'])} AS weekday, (${chance(3)} % 24)::INTEGER AS hour,
        (${chance(4)} % 1000)::INTEGER AS metres, (${chance(5)} % 8)::INTEGER AS visits, (${chance(6)} % 10000) / 10000.0 AS luck
      FROM range(${rows})),
    rated AS (
      SELECT *, CASE
        WHEN place = 'MALL' AND metres <= 200 AND visits >= 5 THEN 0.62
        WHEN place = 'DSTR' AND metres <= 200 AND visits >= 5 THEN 0.56
        WHEN weekday = 'Sat' AND hour >= 12 AND hour < 18 AND visits >= 5 THEN 0.50
        WHEN weekday = 'Fri' AND hour >= 18 AND visits >= 5 THEN 0.44
        WHEN metres <= 200 AND visits >= 5 THEN 0.22 ELSE 0.06 END AS rate
      FROM drawn)
    SELECT event, place, weekday, hour, metres, visits, luck < 0.1 + ${effect} * (rate - 0.1) AS bought,
      (CASE WHEN luck < 0.1 + ${effect} * (rate - 0.1) THEN 40 ELSE 0 END)::DECIMAL(18,2) AS margin, 1.25::DECIMAL(18,2) AS cost
    FROM rated`;
}

const analysis = {
  kind: 'condition_rules',
  input: 'events',
  outcome: 'bought',
  margin: 'margin',
  cost: 'cost',
  conditions: [
    { column: 'place', label: '{value}' },
    { column: 'weekday', label: '{value}' },
    { column: 'hour', breaks: [12, 18], label: '{value} h' },
    { column: 'metres', at_most: [200, 500], label: 'within {value} m' },
    { column: 'visits', at_least: [1, 5], label: '≥ {value} visits' },
  ],
  categories: [
    { condition: 'place', values: ['MALL', 'DSTR'] },
    { condition: 'weekday', values: ['Sat', 'Fri'] },
  ],
  holdout: { key: 'event' },
};

describe.skipIf(!ready)('the analysis of condition rules', () => {
  let lab: DatasetLab;
  beforeAll(async () => (lab = await DatasetLab.open()));
  afterAll(() => lab.close());

  const table = async (sql: string, name = 'events') => (await lab.refresh(lab.item(name, {}, { sql }))).version;
  const rules = (spec: Record<string, unknown> = {}) =>
    lab.item('rules', { analysis: { ...analysis, ...spec } }, { inputs: ['events'] });
  const found = async (input: DatasetVersion, spec: Record<string, unknown> = {}) =>
    (await lab.refresh(rules(spec), { inputs: new Map([['events', input]]) })).version;
  const refusal = (input: DatasetVersion, spec: Record<string, unknown>) =>
    lab.refusal(rules(spec), { inputs: new Map([['events', input]]) });

  it('makes the tables and columns that `decile check` counts on, with money and without', async () => {
    const input = await table(events(4000, 1));
    for (const spec of [{}, { margin: undefined, cost: undefined }, { cost: undefined }]) {
      const version = await found(input, spec);
      const expected = analysisTables('rules', rules(spec).spec.analysis!, input.manifest.tables[0]!.columns);
      expect(new Map(version.manifest.tables.map(({ name, columns }) => [name, columns]))).toEqual(expected);
    }
  });

  it('finds the planted rules in their order, one representative for each category', async () => {
    const version = await found(await table(events(60_000, 1)));
    const best = await lab.rows(
      [version],
      'SELECT category, rule, reliable FROM rules.rules WHERE is_representative ORDER BY rank',
    );
    expect(best).toEqual([
      ['MALL', 'MALL & within 200 m & ≥ 5 visits', true],
      ['DSTR', 'DSTR & within 200 m & ≥ 5 visits', true],
      ['Sat', 'Sat & 12–18 h & ≥ 5 visits', true],
      ['Fri', 'Fri & ≥ 18 h & ≥ 5 visits', true],
      ['other', 'within 200 m & ≥ 5 visits', true],
    ]);
    const [summary] = await lab.rows(
      [version],
      `SELECT verdict, ranked_by, rows, found_on + judged_on, looked_at, kept + not_better + redundant + beyond_keep, representatives FROM rules.summary`,
    );
    expect(summary!.slice(0, 4)).toEqual(['reliable_rules', 'profit_efficiency', 60_000, 60_000]);
    expect(summary![5]).toBe(summary![4]);
    expect(summary![6]).toBe(5);
  });

  it('shows figures of the judging part alone, which SQL confirms, money to the last digit', async () => {
    const input = await table(events(20_000, 1));
    const version = await found(input, { holdout: { key: 'event', share: 0.4, seed: 3 } });
    const judging = `(SELECT * FROM events WHERE hash(xor(hash(event), 3::UBIGINT)) % 1000000 < 400000)`;
    const rule = `place = 'MALL' AND metres <= 200 AND visits >= 5`;
    const [shown] = await lab.rows(
      [version],
      `SELECT n, responders, coverage, support, confidence, lift, margin, cost, profit_efficiency, length, terms FROM rules.rules
       WHERE rule = 'MALL & within 200 m & ≥ 5 visits'`,
    );
    const [counted] = await lab.rows(
      [input],
      `SELECT count(*), count(*) FILTER (bought), count(*) / max(rows), count(*) FILTER (bought) / max(rows), avg(bought::INT),
         avg(bought::INT) / max(rate), sum(margin), sum(cost), (sum(margin) - sum(cost)) / sum(cost) * 100
       FROM ${judging}, (SELECT count(*) AS rows, avg(bought::INT) AS rate FROM ${judging}) WHERE ${rule}`,
    );
    expect(shown!.slice(0, 8)).toEqual(counted!.slice(0, 8));
    expect(shown![8]).toBeCloseTo(Number(counted![8]), 8);
    expect(JSON.parse(String(shown![10]))).toEqual([
      { name: 'place', value: 'MALL' },
      { name: 'metres', at_most: 200 },
      { name: 'visits', at_least: 5 },
    ]);
    const [union] = await lab.rows(
      [version],
      `SELECT union_n, union_responders, union_margin, union_n < (SELECT sum(n) FROM rules.rules WHERE is_representative),
         abs(mean_rate - (SELECT avg(confidence) FROM rules.rules WHERE is_representative)) < 1e-12 FROM rules.summary`,
    );
    const tests = await lab.rows(
      [version],
      `SELECT condition_1, condition_2, condition_3 FROM rules.rules WHERE is_representative`,
    );
    const sql = tests.map((each) => `(${each.map((text) => inSql(text as string | null)).join(' AND ')})`).join(' OR ');
    const [distinct] = await lab.rows(
      [input],
      `SELECT count(*), count(*) FILTER (bought), sum(margin) FROM ${judging} WHERE ${sql}`,
    );
    expect(union).toEqual([...distinct!, true, true]);
  });

  it('finds no reliable rule where there is none', async () => {
    const input = await table(events(12_000, 0));
    for (let seed = 1; seed <= 3; seed += 1) {
      const version = await found(input, { holdout: { key: 'event', seed } });
      const [row] = await lab.rows([version], 'SELECT verdict, reliable, looked_at > 300 FROM rules.summary');
      expect(row, `seed ${seed}`).toEqual(['no_reliable_rule', 0, true]);
    }
  });

  it('gives the same files for rows in another order', async () => {
    const hashes = new Set<string>();
    for (const order of ['event', 'hash(event)']) {
      const input = await table(`SELECT * FROM (${events(30_000, 1)}) ORDER BY ${order}`);
      const version = await found(input, { min_coverage: 0.01 });
      hashes.add(version.manifest.tables.map(({ parts }) => parts[0]!.sha256).join());
    }
    expect(hashes.size).toBe(1);
  });

  it('gives the same files on one thread and on two', async () => {
    const hashes = new Set<string>();
    for (const duckdbThreads of [1, 2]) hashes.add(await builtOn(duckdbThreads));
    expect(hashes.size).toBe(1);
  });

  /** Hashes of the files that so many threads of DuckDB make of 200,000 rows. */
  async function builtOn(duckdbThreads: number): Promise<string> {
    const folder = await mkdtemp(join(lab.root, 'threads-'));
    const engine = new Engine({ duckdbMemory: '1GB', duckdbThreads, stateDir: folder });
    const workspace = await engine.open([folder]);
    await workspace.run(`CREATE TABLE events AS ${events(200_000, 1)}`);
    const context = { asOf: '2026-10-31', workspace, folder, scratch: folder, progress: () => {}, log: () => {} };
    const item = rules();
    const { tables } = await buildConditionRules(
      {
        ...context,
        item,
        threads: 2,
        project: { root: folder },
        parameters: {},
        inputs: new Map(),
        inputTables: new Set(['events']),
      },
      item.spec.analysis as ConditionRulesAnalysis,
    );
    const sums = await Promise.all(tables.map(({ file }) => fileSha256(join(folder, file!))));
    await workspace.close();
    await engine.onModuleDestroy();
    return sums.join();
  }

  it('tells why each other rule was not kept, and which one does as well', async () => {
    const version = await found(await table(events(60_000, 1)), { keep: 5 });
    const reasons = await lab.rows([version], 'SELECT DISTINCT reason FROM rules.pruned ORDER BY 1');
    expect(reasons).toEqual([['beyond_keep'], ['not_better'], ['redundant']]);
    const byReason = await lab.rows([version], 'SELECT reason, count(*) FROM rules.pruned GROUP BY 1 ORDER BY 1');
    const [counted] = await lab.rows([version], 'SELECT beyond_keep, not_better, redundant FROM rules.summary');
    expect(byReason.map(([, count]) => count)).toEqual(counted);
    expect(
      await lab.rows(
        [version],
        `SELECT count(*) FROM rules.pruned WHERE (reason = 'redundant') <> (as_good IS NOT NULL)`,
      ),
    ).toEqual([[0]]);
  });

  it('ranks by confidence and leaves money empty where no cost is declared, and says so', async () => {
    lab.logged.length = 0;
    const version = await found(await table(events(20_000, 1)), { cost: undefined });
    expect(
      await lab.rows([version], 'SELECT ranked_by, base_efficiency, cost, mean_efficiency FROM rules.summary'),
    ).toEqual([['confidence', null, null, null]]);
    expect(
      await lab.rows([version], 'SELECT count(profit_efficiency), count(margin), bool_or(reliable) FROM rules.rules'),
    ).toEqual([[0, 0, true]]);
    expect(lab.logged.join()).toContain('no profit efficiency');
  });

  it.each([
    ['bought', 'bought::INTEGER::DOUBLE'],
    [{ column: 'bought', is: 1 }, 'bought::INTEGER::DOUBLE'],
    [{ column: 'bought', is: true }, 'bought'],
    [{ column: 'bought', is: "yes, it's so" }, `CASE WHEN bought THEN 'yes, it''s so' ELSE 'no' END`],
  ])('takes %j for the outcome of %s', async (outcome, column) => {
    const input = await table(`SELECT * REPLACE (${column} AS bought) FROM (${events(4000, 1)})`);
    const version = await found(input, { outcome, max_length: 1 });
    expect(await lab.rows([version], 'SELECT responders FROM rules.summary')).toEqual(
      await lab.rows(
        [await found(await table(events(4000, 1)), { max_length: 1 })],
        'SELECT responders FROM rules.summary',
      ),
    );
  });

  it('judges from a day on, and sees nothing after as-of', async () => {
    const input = await table(
      `SELECT *, DATE '2026-01-01' + (event % 300)::INTEGER AS day, TIMESTAMP '2026-01-01 07:00:00' + to_hours(event::INTEGER) AS at FROM (${events(30_000, 1)})`,
    );
    const version = await found(input, {
      holdout: { date: 'day', from: '2026-07-01' },
      conditions: [
        ...analysis.conditions.filter(({ column }) => column !== 'hour'),
        { column: 'at', part: 'hour', breaks: [12], label: '{value} h' },
        { column: 'at', part: 'weekday' },
        { column: 'metres', name: 'metres_band', quantiles: 4 },
      ],
      categories: [{ condition: 'place', values: ['MALL'] }],
      min_coverage: 0.02,
    });
    const expected = await lab.rows(
      [input],
      `SELECT count(*) FILTER (day < '2026-07-01'), count(*) FILTER (day >= '2026-07-01') FROM events WHERE day <= '2026-10-31'`,
    );
    expect(await lab.rows([version], 'SELECT found_on, judged_on FROM rules.summary')).toEqual(expected);
    const rolling = await found(input, { holdout: { date: 'day', last_months: 4 } });
    expect(await lab.rows([rolling], 'SELECT found_on, judged_on FROM rules.summary')).toEqual(expected);
    expect(
      await lab.rows(
        [version],
        `SELECT label FROM rules.levels WHERE condition IN ('at_hour', 'metres_band') OR label = 'at_weekday = Sunday' ORDER BY condition, level`,
      ),
    ).toEqual([
      ['0–12 h'],
      ['12–24 h'],
      ['at_weekday = Sunday'],
      [expect.stringMatching(/^metres_band < 2\d\d$/)],
      [expect.stringMatching(/^metres_band 2\d\d–[45]\d\d$/)],
      [expect.stringMatching(/^metres_band [45]\d\d–7\d\d$/)],
      [expect.stringMatching(/^metres_band ≥ 7\d\d$/)],
    ]);
    expect(await lab.rows([version], 'SELECT DISTINCT category FROM rules.rules ORDER BY 1')).toEqual([
      ['MALL'],
      ['other'],
    ]);
  });

  it('lets missing and rare values stand in no rule, but counts their rows', async () => {
    const input = await table(`
      SELECT event, bought, CASE WHEN place = 'MALL' THEN NULL WHEN event % 500 = 0 THEN 'rare' || event ELSE place END AS place
      FROM (${events(10_000, 1)})`);
    const spec = {
      margin: undefined,
      cost: undefined,
      categories: undefined,
      conditions: ['place'],
      min_coverage: 0.01,
    };
    const version = await found(input, spec);
    expect(await lab.rows([version], 'SELECT label FROM rules.levels')).toEqual(
      ['DSTR', 'OFFICE', 'STATION', 'STREET'].map((place) => [`place = ${place}`]),
    );
    const [row] = await lab.rows([version], 'SELECT rows, looked_at, rare_levels FROM rules.summary');
    expect(row).toEqual([10_000, 4, expect.any(Number)]);
    expect(row![2]).toBeGreaterThan(10);
  });

  it('survives conditions that no row meets often enough, and one row in each part', async () => {
    const few = await table(
      `SELECT col0 AS day, col1 AS bought, col2 AS place FROM (VALUES (DATE '2026-01-01', true, 'a'), (DATE '2026-01-02', false, 'b'))`,
    );
    const spec = {
      margin: undefined,
      cost: undefined,
      categories: undefined,
      conditions: ['place'],
      min_coverage: 0.5,
    };
    const version = await found(few, { ...spec, holdout: { date: 'day', from: '2026-01-02' } });
    expect(await lab.rows([version], 'SELECT verdict, kept FROM rules.summary')).toEqual([['no_reliable_rule', 0]]);
  });

  it('says what is wrong with its input, naming the column', async () => {
    const input = await table(events(2000, 1));
    expect(await refusal(input, { margin: 'margn' })).toMatchObject({
      code: 'dataset.column-missing',
      hint: expect.stringContaining('Did you mean "margin"?'),
    });
    expect(await refusal(input, { outcome: { column: 'place', is: 'NOWHERE' } })).toMatchObject({
      code: 'rules.one-outcome',
      details: { column: 'place' },
    });
    expect(await refusal(input, { outcome: 'visits' })).toMatchObject({
      code: 'model.no-outcome',
      details: { column: 'visits' },
    });
    expect(await refusal(input, { outcome: 'place' })).toMatchObject({
      code: 'model.no-outcome',
      details: { column: 'place' },
    });
    expect(await refusal(input, { cost: 'place' })).toMatchObject({
      code: 'rules.no-number',
      details: { column: 'place' },
    });
    const broken = (condition: Record<string, unknown>) =>
      refusal(input, { conditions: [condition], categories: undefined });
    expect(await broken({ column: 'place', breaks: [1] })).toMatchObject({ code: 'rules.no-number' });
    expect(await broken({ column: 'metres', part: 'hour' })).toMatchObject({ code: 'rules.no-moment' });
    expect(await refusal(input, { holdout: { key: 'cost' } })).toMatchObject({
      code: 'rules.one-part',
      details: { column: 'cost' },
    });
    const holes = await table(
      `SELECT * REPLACE (CASE WHEN event > 5 THEN margin END AS margin) FROM (${events(2000, 1)})`,
    );
    expect(await refusal(holes, {})).toMatchObject({ code: 'rules.null-values', details: { column: 'margin' } });
    const none = await table(`SELECT * FROM (${events(2000, 1)}) WHERE false`);
    expect(await refusal(none, {})).toMatchObject({ code: 'dataset.empty' });
  });
});

/** The SQL of a condition as a rule says it. */
function inSql(text: string | null): string {
  if (text === null) return 'true';
  const [, metres, visits, hours] = /^(?:within (\d+) m|≥ (\d+) visits|(.+) h)$/.exec(text) ?? [];
  if (metres !== undefined) return `metres <= ${metres}`;
  if (visits !== undefined) return `visits >= ${visits}`;
  if (hours === undefined) return `(place = '${text}' OR weekday = '${text}')`;
  return { '< 12': 'hour < 12', '12–18': 'hour BETWEEN 12 AND 17', '≥ 18': 'hour >= 18' }[hours]!;
}
