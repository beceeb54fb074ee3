import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { openTable } from './tables.js';

const ROUNDS = 3;

/** Ten columns as a ledger has them: numbers, money, shares, days, instants, names, a flag. */
const ROWS = (rows) => `select i::int as row_id, 1000000000 + i as account, (hash(i) % 100000)::int as quantity,
  ((hash(i + 1) % 100000000)::double / 100)::decimal(18, 2) as amount, (hash(i + 2) % 10000) / 9999.0 as share,
  date '2024-01-01' + (hash(i + 3) % 1000)::int as booked_on, timestamp '2024-01-01' + to_seconds((hash(i + 4) % 86400000)::int) as made_at,
  'Customer ' || (hash(i + 5) % 200000) as customer, ['Seoul', 'Busan', '대전', 'Incheon'][1 + (hash(i + 6) % 4)::int] as city,
  hash(i + 7) % 2 = 0 as active from range(${rows}) t(i)`;

/** A data sheet from Parquet, each writer in a process of its own: time and peak memory. */
export async function* run({ scale }) {
  const rows = Math.round(1e6 * scale);
  const table = await openTable('entries', ROWS(rows));
  const parquet = join(table.folder, 'entries.parquet');
  const spent = { ours: [], exceljs: [] };
  // ExcelJS takes most of a minute: in turns, but once less than ours.
  for (let round = 0; round < ROUNDS; round += 1) {
    spent.ours.push(write('ours', parquet, join(table.folder, 'ours.xlsx')));
    if (round < ROUNDS - 1) spent.exceljs.push(write('exceljs', parquet, join(table.folder, 'exceljs.xlsx')));
  }
  const ours = fastest(spent.ours);
  const theirs = fastest(spent.exceljs);
  const work = `ExcelJS streaming writer with styles, ${rows} rows x 10 columns`;
  yield { vs: work, goal: 0.5, ours: ours.ms, theirs: theirs.ms, unit: 'ms' };
  yield { vs: `${work}: peak memory`, goal: 1, ours: ours.mb, theirs: theirs.mb, unit: 'MB' };
  yield { vs: 'peak memory of 300 MB', goal: 1, ours: ours.mb, theirs: 300, unit: 'MB' };
  yield { vs: `${work}: size of the file`, goal: 1.5, ours: ours.fileMb, theirs: theirs.fileMb, unit: 'MB' };
  await table.close();
}

function write(writer, parquet, target) {
  const script = join(import.meta.dirname, 'write-sheet.js');
  const { stdout, status } = spawnSync(process.execPath, [script, writer, parquet, target], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`${writer} failed`);
  return JSON.parse(stdout);
}

function fastest(runs) {
  return runs.toSorted((a, b) => a.ms - b.ms)[0];
}
