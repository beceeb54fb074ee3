import { readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { quoteName, quoteText } from '../dist/server/engine/quote.js';

/** Smaller tables are lists that somebody keeps: they stay as they are. */
const SMALL = 1000;

/**
 * Makes the CSVs of a case's project larger or smaller, so that the largest has about `wanted` rows: customers (or whatever most sources
 * are keyed by) are left out, or come again under new keys with all that belongs to them. Returns the largest source and its rows.
 */
export async function scaleCase(engine, dir, sources, wanted) {
  const workspace = await engine.open([join(dir, 'data')]);
  try {
    const tables = [];
    for (const source of sources) tables.push(await readTable(workspace, dir, source));
    const scaled = tables.filter(({ rows }) => rows > SMALL);
    const keys = new Set(scaled.flatMap(({ unique }) => unique));
    const holders = (key) => scaled.filter(({ columns }) => columns.has(key)).length;
    const owner = [...keys].sort((a, b) => holders(b) - holders(a) || (a < b ? -1 : 1))[0];
    const main = scaled.toSorted((a, b) => b.rows - a.rows)[0];
    const copies = Math.ceil(wanted / main.rows);
    const share = wanted / main.rows / copies;
    for (const table of scaled) await rewrite(workspace, table, { keys, owner, copies, share });
    const { rows } = await readTable(workspace, dir, main.source);
    return { source: main.source, rows };
  } finally {
    await workspace.close();
  }
}

async function readTable(workspace, dir, source) {
  const spec = parse(readFileSync(join(dir, `datasets/${source}.yaml`), 'utf8'));
  const file = join(dir, spec.file.path);
  const [[rows]] = (await workspace.run(`SELECT count(*) FROM ${relation(file)}`)).rows;
  const columns = new Map(spec.columns.map(({ name, type }) => [name, type]));
  const isKey = (name) => /^(VARCHAR|TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$/.test(columns.get(name));
  const unique = (spec.tests ?? []).flatMap((test) => test.unique ?? []).filter(isKey);
  return { source, file, rows: Number(rows), columns, unique };
}

async function rewrite(workspace, { file, columns }, { keys, owner, copies, share }) {
  const list = [...columns].map(([name, type]) => {
    if (!keys.has(name)) return quoteName(name);
    const again =
      type === 'VARCHAR' ? `${quoteName(name)} || '~' || copy` : `${quoteName(name)}::BIGINT + copy * 1000000000`;
    return `CASE copy WHEN 0 THEN ${quoteName(name)} ELSE (${again})::VARCHAR END AS ${quoteName(name)}`;
  });
  const kept = columns.has(owner)
    ? `WHERE hash(${quoteName(owner)} || ' ' || copy) % 1000000 < ${Math.round(share * 1e6)}`
    : '';
  const rows = `SELECT ${list.join(', ')} FROM ${relation(file)}, range(${copies}) copies(copy) ${kept} ORDER BY copy`;
  await workspace.run(`COPY (${rows}) TO ${quoteText(`${file}.scaled`)} (FORMAT csv, HEADER)`);
  renameSync(`${file}.scaled`, file);
}

function relation(file) {
  return `read_csv(${quoteText(file)}, all_varchar = true, header = true)`;
}
