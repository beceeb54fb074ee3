import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseAnswers, DatasetLab, realData } from '../../../../../test/support/dataset-lab.js';
import type { DatasetVersion } from '../../catalog/dataset-version.repository.js';
import { analysisTables } from '../../content/analysis-tables.js';

const ready = await databaseAnswers();
const real = realData();

/** 2,000 customers: age and city tell of the answer, `noise` does not; `after` is the answer under another name. */
const CUSTOMERS = `
  SELECT 'c' || lpad(i::VARCHAR, 5, '0') AS id, 20 + (hash(i) % 50)::INTEGER AS age, (hash(i + 1) % 1000) / 10 AS noise,
    ['Seoul', 'Busan', 'Daegu'][1 + (hash(i + 2) % 3)::INTEGER] AS city, DATE '2026-01-01' + (hash(i + 3) % 200)::INTEGER AS called_on,
    'h' || (i // 2)::VARCHAR AS household,
    CASE WHEN i % 50 = 0 THEN NULL WHEN hash(i + 4) % 1000 < 1000 / (1 + exp((45 - (hash(i) % 50)::INTEGER - 20) / 6.0 - CASE WHEN hash(i + 2) % 3 = 0 THEN 1 ELSE 0 END)) THEN 'yes' ELSE 'no' END AS answer
  FROM range(2000) t(i)`;
const model = {
  kind: 'response_model',
  input: 'customers',
  key: 'id',
  outcome: { column: 'answer', is: 'yes' },
  features: { except: ['called_on', 'household'] },
  learners: [{ kind: 'boosting', rounds: 40, learning_rate: 0.1 }, { kind: 'linear' }],
  validation: { folds: 3 },
};

describe.skipIf(!ready)('the response model', () => {
  let lab: DatasetLab;
  beforeAll(async () => (lab = await DatasetLab.open()));
  afterAll(() => lab.close());

  const customers = async (sql: string) => (await lab.refresh(lab.item('customers', {}, { sql }))).version;
  const item = (written: object) =>
    lab.item('answers', { analysis: { ...model, ...written } }, { inputs: ['customers'] });
  const fit = async (input: DatasetVersion, written: object = {}) =>
    (await lab.refresh(item(written), { inputs: new Map([['customers', input]]) })).version;
  const refusal = (input: DatasetVersion, written: object = {}) =>
    lab.refusal(item(written), { inputs: new Map([['customers', input]]) });
  const one = async (version: DatasetVersion, sql: string) => (await lab.rows([version], sql))[0]!;

  it('makes the tables and columns that `decile check` counts on', async () => {
    const input = await customers(CUSTOMERS);
    const version = await fit(input);
    const expected = analysisTables('answers', item({}).spec.analysis!, input.manifest.tables[0]!.columns);
    expect(new Map(version.manifest.tables.map(({ name, columns }) => [name, columns]))).toEqual(expected);
  });

  it('finds what was planted, on rows that it did not learn from', async () => {
    const version = await fit(await customers(CUSTOMERS));
    const [cases, without, low, verdict] = await one(
      version,
      'SELECT cases, without_outcome, auroc_low, verdict FROM answers.summary',
    );
    expect([cases, without, verdict]).toEqual([1960, 40, 'reliable']);
    expect(low).toBeGreaterThan(0.75);
    const important = await lab.rows([version], 'SELECT feature, finding FROM answers.importance ORDER BY rank');
    expect(important).toEqual([
      ['age', 'counts'],
      ['city', 'counts'],
      ['noise', 'none'],
    ]);
    const [top, all, scored] = await one(
      version,
      `SELECT max(lift) FILTER (grade = 1), max(gain), (SELECT count(DISTINCT id) FROM answers.scores) FROM answers.grades`,
    );
    expect([all, scored]).toEqual([1, 1960]);
    expect(top).toBeGreaterThan(1.4);
  });

  it('is the same whatever the order of the rows', async () => {
    const [first, turned] = [
      await fit(await customers(CUSTOMERS)),
      await fit(await customers(`SELECT * FROM (${CUSTOMERS}) ORDER BY hash(id)`)),
    ];
    const sql = 'SELECT id, fold, score FROM answers.scores';
    expect(await lab.rows([turned], sql)).toEqual(await lab.rows([first], sql));
  });

  it('calls nothing reliable where there is nothing', async () => {
    let claims = 0;
    for (let seed = 1; seed <= 5; seed += 1) {
      const none = `SELECT * REPLACE (CASE WHEN hash(id || '${seed}') % 2 = 0 THEN 'yes' ELSE 'no' END AS answer) FROM (${CUSTOMERS}) LIMIT 600`;
      const version = await fit(await customers(none), { learners: [{ kind: 'linear' }] });
      const [verdict] = await one(version, 'SELECT verdict FROM answers.summary');
      if (verdict === 'reliable') claims += 1;
    }
    expect(claims).toBeLessThanOrEqual(1);
  });

  it('drops a copy of the outcome, an id, a constant and what was known too late, and says so', async () => {
    const leaky = `SELECT *, answer = 'yes' AS copied, md5(id) AS token, 7 AS seven, age + 1 AS later, called_on + 10 AS later_on FROM (${CUSTOMERS})`;
    const version = await fit(await customers(leaky), {
      features: { except: ['household'], dates: {} },
      known_on: { later: 'later_on' },
      decided_on: 'called_on',
    });
    const dropped = await lab.rows(
      [version],
      'SELECT feature, reason FROM answers.columns WHERE NOT is_used ORDER BY feature, reason',
    );
    expect(dropped).toEqual(
      expect.arrayContaining([
        ['copied', 'target_copy'],
        ['later', 'after_event'],
        ['seven', 'constant'],
        ['token', 'id'],
      ]),
    );
    expect((await one(version, 'SELECT auroc FROM answers.summary'))[0]).toBeLessThan(0.95);
  });

  it('says from which score on to act, what comes of that, in money too, and draws the gain curve', async () => {
    const priced = `SELECT *, CASE WHEN answer = 'yes' THEN 12.50 + (hash(id) % 5)::DECIMAL(18,2) END AS margin, 6.25::DECIMAL(18,2) AS cost FROM (${CUSTOMERS})`;
    const input = await customers(priced);
    const version = await fit(input, {
      learners: [{ kind: 'linear' }],
      calibration: 'isotonic',
      thresholds: { recall: 0.8, precision: 0.7, profit: { margin: 'margin', cost: 'cost' } },
    });
    const rules = await lab.rows(
      [version],
      `SELECT rule, round(recall, 1), round(precision, 1), contacted = true_positives + false_positives,
         true_positives + false_positives + false_negatives + true_negatives FROM answers.thresholds WHERE rule <> 'grade'`,
    );
    expect(rules).toEqual([
      ['recall', 0.8, expect.any(Number), true, 1960],
      ['precision', expect.any(Number), 0.7, true, 1960],
      ['profit', expect.any(Number), expect.any(Number), true, 1960],
    ]);
    // Own SQL over the scores gives the same money for the grades; no scores are equal here.
    const own = `SELECT sum(coalesce(margin, 0) - cost)::VARCHAR FROM answers.scores JOIN (${priced}) USING (id)
      WHERE score >= (SELECT threshold FROM answers.thresholds WHERE rule = 'grade' AND wanted = 4)`;
    const told = `SELECT profit::VARCHAR FROM answers.thresholds WHERE rule = 'grade' AND wanted = 4`;
    expect(await one(version, told)).toEqual(await one(version, own));
    const grades = 'SELECT grade, gain FROM answers.grades ORDER BY grade';
    const curve = 'SELECT point // 10, gain FROM answers.curve WHERE point > 0 AND point % 10 = 0 ORDER BY point';
    expect(await lab.rows([version], curve)).toEqual(await lab.rows([version], grades));
    const [near, within] = await one(
      version,
      `SELECT abs(avg(calibrated) - avg(outcome)), min(calibrated) >= 0 AND max(calibrated) <= 1 FROM answers.scores`,
    );
    expect(near).toBeLessThan(0.02);
    expect(within).toBe(true);
    expect(await one(version, `SELECT count(*) FROM answers.quality WHERE measure LIKE '%_calibrated'`)).toEqual([2]);
    const lacking = await customers(
      `SELECT * REPLACE (CASE WHEN id > 'c00100' THEN cost END AS cost) FROM (${priced})`,
    );
    expect(await refusal(lacking, { thresholds: { profit: { margin: 'margin', cost: 'cost' } } })).toMatchObject({
      code: 'response_model.no-money',
      details: { column: 'cost' },
    });
  });

  it('looks for settings by itself on each fold, and keeps every trial and what was found', async () => {
    const input = await customers(CUSTOMERS);
    const search = { trials: 4, folds: 2, ranges: { linear: { penalty: [1, 500] } } };
    const written = { learners: [{ kind: 'linear' }, { kind: 'boosting', rounds: 10 }], search };
    const version = await fit(input, written);
    const trials = await lab.rows(
      [version],
      `SELECT learner, fold, count(DISTINCT trial), count(*) FILTER (kept AND rung = last) FROM (
         SELECT *, max(rung) OVER (PARTITION BY learner, fold) AS last FROM answers.trials
       ) GROUP BY ALL ORDER BY learner, fold NULLS FIRST`,
    );
    expect(trials).toEqual(
      ['boosting', 'linear'].flatMap((learner) => [null, 1, 2, 3].map((fold) => [learner, fold, 4, 1])),
    );
    const [[found, low, high, kept]] = (await lab.rows(
      [version],
      `SELECT value::DOUBLE, low, high, (SELECT (parameters ->> 'penalty')::DOUBLE FROM answers.trials WHERE fold IS NULL AND learner = 'linear' AND kept ORDER BY rung DESC LIMIT 1)
       FROM answers.parameters WHERE parameter = 'penalty' AND settled_by = 'search'`,
    )) as [[number, number, number, number]];
    expect([low, high]).toEqual([1, 500]);
    expect(found).toBeCloseTo(kept, 1);
    expect(await one(version, `SELECT value FROM answers.parameters WHERE parameter = 'rounds'`)).toEqual(['10']);
    const [scores] = await one(version, 'SELECT sum(score) FROM answers.scores');
    expect((await one(await fit(input, written), 'SELECT sum(score) FROM answers.scores'))[0]).toBe(scores);
  });

  it('fails when a search takes too long: its result may not depend on time', async () => {
    const search = { trials: 400, folds: 10, seconds: 1 };
    expect(await refusal(await customers(CUSTOMERS), { search })).toMatchObject({
      code: 'response_model.search-too-long',
    });
  });

  it('is judged later than it learned, or on other households, when told to', async () => {
    const input = await customers(CUSTOMERS);
    const later = await fit(input, { validation: { date: 'called_on', from: '2026-06-01' } });
    expect(
      (
        await one(
          later,
          `SELECT count(*) FROM answers.scores JOIN (${CUSTOMERS}) USING (id) WHERE called_on < '2026-06-01'`,
        )
      )[0],
    ).toBe(0);
    const grouped = await fit(input, { validation: { folds: 3, together: 'household' } });
    const [torn] = await one(
      grouped,
      `SELECT count(*) FROM (SELECT household FROM answers.scores JOIN (${CUSTOMERS}) USING (id) GROUP BY household HAVING count(DISTINCT fold) > 1)`,
    );
    expect(torn).toBe(0);
  });

  it('says what is wrong: a key that repeats, one outcome only, too few of a class, no outcome', async () => {
    const with_ = (sql: string) => customers(`SELECT ${sql} FROM (${CUSTOMERS})`);
    expect(await refusal(await with_(`* REPLACE ('same' AS id)`))).toMatchObject({
      code: 'model.duplicate-key',
      details: { key: 'id' },
    });
    expect(await refusal(await with_(`* REPLACE ('no' AS answer)`))).toMatchObject({
      code: 'response_model.one-class',
      message: '"answer" is yes in 0 of 2000 rows.',
    });
    expect(await refusal(await with_('*, id[2:]::INTEGER % 3 AS choice'), { outcome: 'choice' })).toMatchObject({
      code: 'model.no-outcome',
      message: /"choice" that is neither yes nor no: 2/,
    });
    expect(await refusal(await with_(`* REPLACE (NULL::VARCHAR AS answer)`))).toMatchObject({
      code: 'response_model.no-cases',
    });
    const early = { validation: { date: 'called_on', from: '2026-01-01' } };
    expect(await refusal(await customers(CUSTOMERS), early)).toMatchObject({ code: 'response_model.one-class' });
  });

  it.skipIf(real === undefined)('ranks churn as well as the reference libraries', async () => {
    await mkdir(join(lab.root, 'data'), { recursive: true });
    await copyFile(join(real!, 'telco_churn/WA_Fn-UseC_-Telco-Customer-Churn.csv'), join(lab.root, 'data/churn.csv'));
    const input = (await lab.refresh(lab.item('customers', { file: { path: 'data/churn.csv' } }))).version;
    const version = await fit(input, {
      key: 'customer_id',
      outcome: { column: 'churn', is: 'Yes' },
      features: {},
      validation: { folds: 5 },
    });
    const area = await lab.rows(
      [version],
      `SELECT learner, value FROM answers.quality WHERE measure = 'auroc' ORDER BY learner`,
    );
    expect(area[0]![1]).toBeGreaterThan(0.839);
    expect(area[1]![1]).toBeCloseTo(0.845, 2);
  });
});
