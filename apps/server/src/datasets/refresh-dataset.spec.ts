import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DatasetVersion } from '../catalog/dataset-version.repository.js';
import type { DatasetItem } from '../content/project.js';
import { databaseAnswers, DatasetLab } from '../../../../test/support/dataset-lab.js';

const ready = await databaseAnswers();

describe.skipIf(!ready)('refreshing a dataset from SQL', () => {
  let lab: DatasetLab;
  beforeAll(async () => (lab = await DatasetLab.open()));
  afterAll(() => lab.close());

  const numbers = (name: string, more: Record<string, unknown> = {}) =>
    lab.item(name, more, { sql: `SELECT range AS id, range * 1.5 AS amount FROM range(10); -- ten of them` });

  it('publishes a version, and finds it again when nothing has changed', async () => {
    const item = numbers('plain', { tests: [{ unique: ['id'] }, { rows: { min: 10, max: 10 } }] });
    const first = await lab.refresh(item);
    const second = await lab.refresh(item, { asOf: '2026-11-30' });
    expect(first.reused).toBe(false);
    expect(second).toEqual({ version: first.version, reused: true });
    expect(first.version.manifest).toMatchObject({
      read: 0,
      refused: 0,
      parameters: {},
      tables: [{ name: 'plain', rows: 10 }],
    });
    expect(await lab.rows([first.version], 'SELECT sum(amount) FROM plain')).toEqual([[67.5]]);
  });

  it('makes another version when as-of counts in the query, and casts to declared types', async () => {
    const item = lab.item(
      'dated',
      {
        columns: [
          { name: 'day', type: 'DATE' },
          { name: 'n', type: 'DECIMAL(18,2)' },
        ],
        date_column: 'day',
      },
      { sql: 'SELECT ($as_of::DATE - INTERVAL 1 MONTH) AS day, $n AS n' },
    );
    const march = await lab.refresh(item, { asOf: '2024-03-31', parameters: { n: 3, other: 'x' } });
    const april = await lab.refresh(item, { asOf: '2024-04-30', parameters: { n: 3, other: 'y' } });
    expect(march.version.id).not.toBe(april.version.id);
    expect(march.version.manifest).toMatchObject({
      parameters: { as_of: '2024-03-31', n: 3 },
      from: '2024-02-29',
      to: '2024-02-29',
    });
    expect(march.version.manifest.tables[0]?.columns).toEqual([
      { name: 'day', type: 'DATE' },
      { name: 'n', type: 'DECIMAL(18,2)' },
    ]);
    expect(await lab.refusal(item)).toMatchObject({ code: 'query.missing-parameter' });
  });

  it('reads the given versions of its inputs and notes them', async () => {
    const input = (await lab.refresh(numbers('base'))).version;
    const item = lab.item('derived', {}, { sql: 'SELECT count(*) AS n FROM base', inputs: ['base'] });
    expect(await lab.refusal(item)).toMatchObject({ code: 'dataset.input-missing' });
    const { version } = await lab.refresh(item, { inputs: new Map([['base', input]]) });
    expect(version.manifest.inputs).toEqual({ base: input.id });
    expect(await lab.rows([input, version], 'SELECT n, (SELECT count(*) FROM base) FROM derived')).toEqual([[10, 10]]);
    expect(await lab.refusal(lab.item('stray', {}, { sql: 'SELECT * FROM base' }))).toMatchObject({
      code: 'query.unknown-table',
    });
  });

  it('writes equal files for equal rows, in whatever order the engine finds them', async () => {
    const sql = 'SELECT hash(range) % 1000 AS k, count(*) AS n FROM range(200000) GROUP BY k';
    const hashes = new Set<string>();
    for (const name of ['first', 'second', 'third']) {
      const { version } = await lab.refresh(lab.item(name, {}, { sql }));
      hashes.add(version.manifest.tables[0]!.parts[0]!.sha256);
    }
    expect(hashes.size).toBe(1);
  });

  it.each([
    [{ unique: ['k'] }, 'unique [k]', 1, [{ k: 2, rows: 2 }]],
    [{ not_null: ['v'] }, 'not_null [v]', 1, [{ k: 3, v: null }]],
    [{ accepted: { column: 'v', values: ['a', 'b'] } }, 'accepted v', 1, [{ k: 2, v: 'x' }]],
    [
      { range: { column: 'k', min: 2, max: 2 } },
      'range k',
      2,
      [
        { k: 1, v: 'a' },
        { k: 3, v: null },
      ],
    ],
    [{ rows: { min: 9 } }, 'rows 9..any', 1, [{ rows: 4 }]],
  ])('publishes nothing when the test %j fails, and shows examples', async (test, name, violations, examples) => {
    const item = lab.item('tested', { tests: [test] }, { sql: `VALUES (1, 'a'), (2, 'b'), (2, 'x'), (3, NULL)` });
    const renamed = { ...item, sql: `SELECT col0 AS k, col1 AS v FROM (${item.sql})` };
    expect(await lab.refusal(renamed)).toMatchObject({
      code: 'dataset.test-failed',
      details: { test: name, violations, examples },
    });
    expect(await lab.versions.list('tested')).toEqual([]);
    expect(await readdir(join(lab.storage, 'datasets/tested'))).toEqual([]);
  });

  it('names the missing column, the mistake in the SQL, and keeps the clock out', async () => {
    const missing = lab.item('wrong', { columns: [{ name: 'amont' }] }, { sql: 'SELECT 1 AS amount' });
    expect(await lab.refusal(missing)).toMatchObject({
      code: 'dataset.column-missing',
      hint: expect.stringMatching(/"amount"/),
    });
    const unknown = lab.item('wrong', {}, { sql: 'SELECT\n  nothing AS x' });
    expect(await lab.refusal(unknown)).toMatchObject({ code: 'query.failed', details: { line: 2, column: 3 } });
    expect(await lab.refusal(lab.item('wrong', {}, { sql: 'SELEC 1' }))).toMatchObject({ code: 'sql.syntax' });
    expect(await lab.refusal(lab.item('wrong', {}, { sql: 'SELECT now() AS x' }))).toMatchObject({
      code: 'query.not-repeatable',
    });
    expect(await lab.refusal(lab.item('wrong', {}))).toMatchObject({ code: 'dataset.no-source' });
  });

  it('clears what a killed process left, and makes lost files again', async () => {
    const item = numbers('killed');
    const folder = join(lab.storage, 'datasets/killed');
    await mkdir(join(folder, '.tmp-abc'), { recursive: true });
    await writeFile(join(folder, '.tmp-abc/killed.parquet'), 'half');
    const { version } = await lab.refresh(item);
    expect(await readdir(folder)).toEqual([version.id]);
    await rm(join(folder, version.id, 'killed.parquet'));
    await expect(lab.reader.open([version])).rejects.toMatchObject({ code: 'dataset.files-missing' });
    expect(await lab.refresh(item)).toMatchObject({ reused: false, version: { id: version.id } });
    expect(await lab.rows([version], 'SELECT count(*) FROM killed')).toEqual([[10]]);
    expect(JSON.parse(await readFile(join(folder, version.id, 'manifest.json'), 'utf8'))).toEqual(version.manifest);
  });

  it('makes a version once when two ask for it at the same time', async () => {
    const outcomes = await Promise.all([lab.refresh(numbers('twice')), lab.refresh(numbers('twice'))]);
    expect(outcomes.map(({ reused }) => reused).sort()).toEqual([false, true]);
    expect(await lab.versions.list('twice')).toHaveLength(1);
  });

  it('leaves nothing behind when it is stopped', async () => {
    const abort = new AbortController();
    const item = lab.item(
      'long',
      {},
      { sql: 'SELECT sum(a.range * b.range) AS s FROM range(4000000) a, range(4000000) b' },
    );
    setTimeout(() => abort.abort(), 300);
    expect(await lab.refusal(item, { signal: abort.signal })).toMatchObject({ code: 'query.cancelled' });
    expect(await readdir(join(lab.storage, 'datasets/long'))).toEqual([]);
  });

  it('tells the current version of each dataset', async () => {
    const { version } = await lab.refresh(numbers('shown'));
    const datasets = new Map([
      ['shown', numbers('shown')],
      ['never', numbers('never')],
    ]);
    expect(await lab.reader.currentVersions({ datasets })).toEqual(new Map([['shown', version]]));
  });

  it('shows the new rows of a dataset that no longer depends on the day', async () => {
    const dated = await lab.refresh(lab.item('turned', {}, { sql: 'SELECT $as_of AS day' }));
    expect(await lab.versions.current('turned')).toEqual(dated.version);
    const timeless = await lab.refresh(lab.item('turned', {}, { sql: 'SELECT 1 AS day' }));
    const { id, definition, created_at } = timeless.version;
    await lab.versions.touch(id, definition, new Date(created_at.getTime() + 1000));
    expect(await lab.versions.current('turned')).toMatchObject({ id });
  });

  const at = async (item: DatasetItem, asOf: string, inputs: DatasetVersion[] = []) => {
    lab.clock.at = new Date(lab.clock.at.getTime() + 60_000);
    const by = new Map(inputs.map((version) => [version.dataset, version]));
    return (await lab.refresh(item, { asOf, inputs: by })).version;
  };
  const current = async (name: string) => (await lab.versions.current(name))?.id;

  it('shows the latest day of a definition, and rows of the present definition before later days of an old one', async () => {
    const old = lab.item('redefined', {}, { sql: 'SELECT $as_of AS day' });
    const present = lab.item('redefined', {}, { sql: 'SELECT $as_of AS day, 1 AS more' });
    const november = await at(old, '2026-11-30');
    await at(old, '2026-10-31');
    expect(await current('redefined')).toBe(november.id);
    const october = await at(present, '2026-10-31');
    expect(await current('redefined')).toBe(october.id);
    const september = await at(present, '2026-09-30');
    expect(await current('redefined')).toBe(october.id);
    expect(september.definition).toBe(october.definition);
    // Back to what it was: its latest day is there.
    await at(old, '2026-10-31');
    expect(await current('redefined')).toBe(november.id);
  });

  it('takes a changed definition of what a dataset reads for a change of its own, and metrics for none', async () => {
    const source = (sql: string) => lab.item('source', {}, { sql });
    const reader = (spec: Record<string, unknown> = {}) =>
      lab.item('reading', spec, { sql: 'SELECT * FROM source', inputs: ['source'] });
    const november = await at(reader(), '2026-11-30', [await at(source('SELECT $as_of AS day'), '2026-11-30')]);
    const october = await at(source('SELECT $as_of AS day'), '2026-10-31');
    await at(reader({ metrics: { n: { title: 'N', expression: 'count(*)' } } }), '2026-10-31', [october]);
    expect(await current('reading')).toBe(november.id);
    const changed = await at(source('SELECT $as_of AS day, 2 AS more'), '2026-10-31');
    const made = await at(reader(), '2026-10-31', [changed]);
    expect(await current('reading')).toBe(made.id);
  });

  it('counts a version of an unknown definition as one of the present until a later day is made', async () => {
    const item = lab.item('legacy', {}, { sql: 'SELECT $as_of AS day' });
    const november = await at(item, '2026-11-30');
    await lab.catalog.updateTable('dataset_versions').set({ definition: '' }).where('id', '=', november.id).execute();
    await at(item, '2026-10-31');
    expect(await current('legacy')).toBe(november.id);
    expect((await at(item, '2026-11-30')).definition).not.toBe('');
  });
});
