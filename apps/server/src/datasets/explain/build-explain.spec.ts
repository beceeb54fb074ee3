import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseAnswers, DatasetLab } from '../../../../../test/support/dataset-lab.js';
import type { DatasetVersion } from '../../catalog/dataset-version.repository.js';
import { analysisTables } from '../../content/analysis-tables.js';

const ready = await databaseAnswers();

/** Age bends the chance of an answer (a hill at 45), income raises it in a line, `noise` does nothing. */
const CUSTOMERS = `
  SELECT i AS id, 20 + (hash(i) % 50)::INTEGER AS age, (hash(i + 1) % 1000) / 100 AS income, (hash(i + 2) % 1000) / 10 AS noise,
    ['Seoul', 'Busan'][1 + (hash(i + 3) % 2)::INTEGER] AS city,
    hash(i + 4) % 1000 < 1000 / (1 + exp(-(2 - ((20 + (hash(i) % 50)::INTEGER - 45) / 10.0) ^ 2 + ((hash(i + 1) % 1000) / 100 - 5) / 2))) AS answered
  FROM range(1500) t(i)`;
const model = {
  kind: 'response_model',
  input: 'customers',
  key: 'id',
  outcome: 'answered',
  learners: [{ kind: 'boosting', rounds: 60, learning_rate: 0.1 }],
  validation: { folds: 3 },
};

describe.skipIf(!ready)('a kept model', () => {
  let lab: DatasetLab;
  let input: DatasetVersion;
  let kept: DatasetVersion;
  beforeAll(async () => {
    lab = await DatasetLab.open();
    input = (await lab.refresh(lab.item('customers', {}, { sql: CUSTOMERS }))).version;
    kept = (await lab.refresh(lab.item('answers', { analysis: model }, { inputs: ['customers'] }), given(input)))
      .version;
  });
  afterAll(() => lab.close());

  const given = (...versions: DatasetVersion[]) => ({
    inputs: new Map(versions.map((version) => [version.dataset, version])),
  });
  const item = (name: string, written: object) =>
    lab.item(
      name,
      { analysis: { model: 'answers', input: 'customers', key: 'id', ...written } },
      {
        inputs: ['answers', 'customers'],
        titles: new Map([['age', { ko: '나이', en: 'Age' }]]),
      },
    );
  const explain = { kind: 'explain', rows: 400, columns: 4, local: 2 };

  it.each([
    ['explain', explain],
    ['score', { kind: 'score' }],
    ['score', { kind: 'score', by: 'city' }],
  ])('is read by %s, whose tables are those that `decile check` counts on', async (name, written) => {
    const reader = item(name, written);
    const { version } = await lab.refresh(reader, given(kept, input));
    const expected = analysisTables(name, reader.spec.analysis!, input.manifest.tables[0]!.columns);
    expect(new Map(version.manifest.tables.map(({ name: table, columns }) => [table, columns]))).toEqual(expected);
  });

  it('is explained: contributions add up, forms and words are those that were planted', async () => {
    const { version } = await lab.refresh(item('reasons', explain), given(kept, input));
    const rows = (sql: string) => lab.rows([version], sql);
    const [[worst]] = (await rows(`SELECT max(abs(raw - base - added)) FROM reasons.rows
      JOIN (SELECT id, sum(contribution) AS added FROM reasons.contributions GROUP BY id) USING (id)`)) as [[number]];
    expect(worst).toBeLessThan(1e-9);
    expect(await rows('SELECT count(*), count(DISTINCT id) FROM reasons.rows')).toEqual([[400, 400]]);
    expect(
      await rows(
        `SELECT feature, shape, is_linear FROM reasons.linearity WHERE feature IN ('age', 'income') ORDER BY feature`,
      ),
    ).toEqual([
      ['age', 'hill', false],
      ['income', 'rising', true],
    ]);
    const words = await rows(
      `SELECT feature, en FROM reasons.words WHERE feature IN ('age', 'income') ORDER BY feature`,
    );
    expect(words.map(([, en]) => en)).toEqual([
      expect.stringMatching(/^Where Age is about 4\d( to \d\d)?, the chance of “answered” is highest/),
      expect.stringMatching(/^The higher income, the higher the chance of “answered”/),
    ]);
    expect(
      await rows(
        `SELECT feature, branch, title_ko FROM reasons.branches WHERE feature IN ('age', 'income', 'noise') ORDER BY feature`,
      ),
    ).toEqual([
      ['age', 'curve', '나이'],
      ['income', 'line', 'income'],
      ['noise', 'none', 'noise'],
    ]);
    expect(await rows('SELECT count(DISTINCT id), min(r2) > 0 FROM reasons.local')).toEqual([[2, true]]);
  });

  it('has for each row where its values stand among all, and for the highest scores the way from the base', async () => {
    const { version } = await lab.refresh(item('ways', { ...explain, columns: 1 }), given(kept, input));
    const rows = (sql: string) => lab.rows([version], sql);
    const [levels] = await rows(`SELECT min(level), max(level), count(DISTINCT number), count(DISTINCT level)
      FROM ways.contributions WHERE feature = 'age'`);
    expect(levels!.slice(0, 2)).toEqual([expect.closeTo(0, 1), expect.closeTo(1, 1)]);
    expect(levels![3]).toBe(levels![2]);
    expect(await rows(`SELECT count(level) FROM ways.contributions WHERE feature = 'city'`)).toEqual([[0]]);
    const way = await rows(`SELECT part, feature IS NULL, is_total FROM ways.steps
      WHERE id = (SELECT id FROM ways.rows ORDER BY score DESC, id LIMIT 1) ORDER BY step`);
    expect(way).toEqual([
      ['base', true, true],
      ['column', false, false],
      ['others', true, false],
      ['score', true, true],
    ]);
    const [[gap]] = (await rows(`SELECT max(abs(added)) FROM (
      SELECT sum(if(part = 'score', -contribution, contribution)) AS added FROM ways.steps GROUP BY id)`)) as [
      [number],
    ];
    expect(gap).toBeLessThan(1e-9);
    expect(await rows('SELECT count(*) FROM ways.linearity WHERE missed NOT BETWEEN 0 AND 1')).toEqual([[0]]);
  });

  it('holds the rows of each value of a column against those learned from', async () => {
    const by = { kind: 'score', by: 'city' };
    const { version } = await lab.refresh(item('places', by), given(kept, input));
    const found = await lab.rows(
      [version],
      `SELECT city, rows, finding FROM places.drift_by WHERE feature = 'income' ORDER BY city`,
    );
    expect(found).toEqual([
      ['Busan', expect.any(Number), 'stable'],
      ['Seoul', expect.any(Number), 'stable'],
    ]);
    const [[moved, total]] = (await lab.rows(
      [version],
      `SELECT count(*) FILTER (finding = 'act' AND feature = 'city'), sum(rows) FILTER (feature = 'city') FROM places.drift_by`,
    )) as [[number, number]];
    expect([moved, Number(total)]).toEqual([2, 1500]);
  });

  it('scores new rows as it scored the old ones, whatever else they have, and tells what moved', async () => {
    const later = `SELECT * REPLACE (age + 15 AS age, CASE WHEN id % 4 = 0 THEN 'Jeju' ELSE city END AS city), 'x' AS extra FROM (${CUSTOMERS})`;
    const moved = (await lab.refresh(lab.item('moved', {}, { sql: later }))).version;
    const scored = lab.item(
      'scored',
      { analysis: { kind: 'score', model: 'answers', input: 'moved', key: 'id' } },
      { inputs: ['answers', 'moved'] },
    );
    const { version } = await lab.refresh(scored, given(kept, moved));
    const drift = await lab.rows([version], 'SELECT feature, finding, unseen FROM scored.drift ORDER BY feature');
    expect(drift).toEqual([
      ['age', 'act', 0],
      ['city', 'act', 375],
      ['income', 'stable', 0],
      ['noise', 'stable', 0],
      ['score', expect.any(String), 0],
    ]);
    const same = (await lab.refresh(item('again', { kind: 'score' }), given(kept, input))).version;
    expect(await lab.rows([same], `SELECT count(*) FROM again.drift WHERE finding <> 'stable'`)).toEqual([[0]]);
  });

  it('says what is missing: a column, a model, a key of its own', async () => {
    const lacking = (await lab.refresh(lab.item('lacking', {}, { sql: `SELECT * EXCLUDE (age) FROM (${CUSTOMERS})` })))
      .version;
    const reads = (name: string) =>
      lab.item(
        'x',
        { analysis: { kind: 'score', model: 'answers', input: name, key: 'id' } },
        { inputs: ['answers', name] },
      );
    expect(await lab.refusal(reads('lacking'), given(kept, lacking))).toMatchObject({
      code: 'dataset.column-missing',
      details: { column: 'age' },
    });
    const worded = (
      await lab.refresh(lab.item('worded', {}, { sql: `SELECT * REPLACE ('old' AS age) FROM (${CUSTOMERS})` }))
    ).version;
    expect(await lab.refusal(reads('worded'), given(kept, worded))).toMatchObject({
      code: 'model.text-for-number',
      hint: expect.stringContaining('"worded"'),
    });
    const noModel = lab.item(
      'x',
      { analysis: { ...explain, model: 'customers', input: 'customers', key: 'id' } },
      { inputs: ['customers'] },
    );
    expect(await lab.refusal(noModel, given(input))).toMatchObject({ code: 'model.not-kept' });
    expect(await lab.refusal(item('x', { kind: 'score', key: 'city' }), given(kept, input))).toMatchObject({
      code: 'model.duplicate-key',
    });
    const lines = lab.item(
      'lines',
      { analysis: { ...model, learners: [{ kind: 'linear' }] } },
      { inputs: ['customers'] },
    );
    const line = (await lab.refresh(lines, given(input))).version;
    const asked = lab.item(
      'x',
      { analysis: { ...explain, model: 'lines', input: 'customers', key: 'id' } },
      { inputs: ['lines', 'customers'] },
    );
    const { version } = await lab.refresh(asked, given(line, input));
    const sums = await lab.rows(
      [version],
      `SELECT count(*), max(abs(raw - ln(score / (1 - score)))) < 1e-9 FROM x.rows`,
    );
    expect(sums).toEqual([[400, true]]);
  });
});
