import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { dataset } from '../dist/server/content/spec/dataset.js';
import { refreshDataset } from '../dist/server/datasets/refresh-dataset.js';
import { once } from './measure.js';
import { openTable } from './tables.js';

/** Ten columns of all kinds, about 113 bytes a row. */
const ROWS = `
  select i as id, 'C' || lpad((hash(i) % 1000000)::varchar, 7, '0') as customer, date '2023-01-01' + (hash(i + 1) % 1000)::int as ordered_on,
    timestamp '2023-01-01' + to_seconds((hash(i + 2) % 86400000)::bigint) as created_at,
    (['Office supplies', 'Technology', 'Furniture', 'Groceries'])[(hash(i + 3) % 4)::int + 1] as category,
    (['Seoul', 'Busan', 'Incheon', 'Daegu', 'Daejeon'])[(hash(i + 4) % 5)::int + 1] as city, (hash(i + 5) % 20)::int + 1 as quantity,
    ((hash(i + 6) % 10000000) / 100)::decimal(12, 2) as amount, (hash(i + 7) % 1000000)::double / 1000000 as score,
    'order ' || hash(i + 8)::varchar as note
  from range($rows) t(i)`;
const COLUMNS = {
  id: 'BIGINT',
  customer: 'VARCHAR',
  ordered_on: 'DATE',
  created_at: 'TIMESTAMP',
  category: 'VARCHAR',
  city: 'VARCHAR',
  quantity: 'BIGINT',
  amount: 'DECIMAL(18,2)',
  score: 'DOUBLE',
  note: 'VARCHAR',
};
const columns = Object.entries(COLUMNS).map(([name, type]) => ({ name, type }));
const DECLARED = { date_format: '%Y-%m-%d', timestamp_format: '%Y-%m-%d %H:%M:%S', missing: [''] };

/**
 * CSV → version (hash, sniffing, rejects, Parquet, read-back, hash) against DuckDB's bare COPY of the same file with the same types, best of
 * three each, taken in turn: once with everything declared, once with nothing.
 */
export async function* run({ scale }) {
  const rows = Math.round(1e7 * scale);
  const table = await openTable('seed', 'select 1 as x');
  const csv = join(table.folder, 'big.csv');
  await table.workspace.run(`COPY (${ROWS.replace('$rows', rows)}) TO '${csv}' (FORMAT csv, HEADER)`);
  const types = columns.map(({ name, type }) => `'${name}': '${type}'`).join(', ');
  const read = `read_csv('${csv}', auto_detect = false, header = true, columns = {${types}})`;
  const copy = `COPY (SELECT * FROM ${read}) TO '${join(table.folder, 'peer.parquet')}' (FORMAT parquet)`;
  const best = { theirs: Infinity, declared: Infinity, sniffed: Infinity };
  for (let round = 0; round < 3; round += 1) {
    best.theirs = Math.min(best.theirs, await once(() => table.workspace.run(copy)));
    best.declared = Math.min(best.declared, await once(() => ourRun(table, { file: DECLARED, columns }, rows)));
    best.sniffed = Math.min(best.sniffed, await once(() => ourRun(table, {}, rows)));
  }
  for (const kind of ['declared', 'sniffed']) {
    yield {
      vs: `COPY to Parquet, ${rows} rows, types ${kind}`,
      goal: 1.15,
      ours: best[kind],
      theirs: best.theirs,
      unit: 'ms',
    };
  }
  await table.close();
}

async function ourRun({ folder, engine }, { file, ...spec }, rows) {
  const root = join(folder, 'storage');
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root);
  const published = new Map();
  const versions = {
    exclusively: (_, work) => work(),
    current: async () => [...published.values()].at(-1),
    find: async (id) => published.get(id),
    register: async (version) => published.set(version.id, version),
  };
  const parsed = dataset.parse({ title: 'Big', file: { path: 'big.csv', ...file }, ...spec });
  const item = { name: 'big', file: 'datasets/big.yaml', spec: parsed, inputs: [] };
  const context = {
    project: { root: folder },
    asOf: '2026-10-31',
    parameters: {},
    inputs: new Map(),
    progress() {},
    log() {},
  };
  const services = { engine, versions, clock: { now: () => new Date() }, root, scratchRoot: join(folder, 'scratch') };
  const { version } = await refreshDataset(item, context, services);
  if (version.manifest.read !== rows || version.manifest.refused !== 0) throw new Error('rows are missing');
}
