import type { Baskets } from '../../analytics/association/frequent-itemsets.js';
import { AppError } from '../../common/errors.js';
import type { BasketRulesAnalysis } from '../../content/spec/basket-rules.js';
import { quoteName, quoteTable } from '../../engine/quote.js';
import type { BuildContext } from '../build-context.js';
import { columnMissing } from '../column-type.js';

export interface ReadBaskets {
  table: Baskets;
  /** Names of the frequent items, by number. */
  names: string[];
  /** Baskets, different items and entries in all, frequent or not. */
  baskets: number;
  items: number;
  entries: number;
  /** So many baskets are the declared support. */
  minimum: number;
}

/**
 * Baskets with their frequent items; the others can be in no frequent itemset. Items are numbered in the order of their names. Throws
 * `dataset.column-missing`, `dataset.empty`, `baskets.null-values`.
 */
export async function readBaskets(context: BuildContext, spec: BasketRulesAnalysis): Promise<ReadBaskets> {
  const { workspace, signal } = context;
  const input = quoteTable(spec.input);
  await requireInput(context, spec);
  const make = (table: string, select: string) => workspace.run(`CREATE TABLE ${table} AS ${select}`, {}, signal);
  const [basket, item] = [quoteName(spec.basket), quoteName(spec.item)];
  await make('_entries', `SELECT DISTINCT ${basket} AS basket, ${item}::VARCHAR AS item FROM ${input}`);
  const totals = 'SELECT count(DISTINCT basket), count(DISTINCT item), count(*) FROM _entries';
  const [[baskets = 0, items = 0, entries = 0] = []] = (await workspace.run(totals)).rows as number[][];
  const minimum = Math.max(1, Math.ceil(baskets * spec.min_support - 1e-9));
  await make(
    '_items',
    `SELECT item, (row_number() OVER (ORDER BY item) - 1)::UINTEGER AS number FROM _entries GROUP BY item HAVING count(*) >= ${minimum}`,
  );
  await make(
    '_numbered',
    `SELECT (dense_rank() OVER (ORDER BY basket) - 1)::UINTEGER AS basket, number FROM _entries JOIN _items USING (item)`,
  );
  const names = (await workspace.run('SELECT item FROM _items ORDER BY number')).rows.map(([name]) => String(name));
  return { table: await readTable(context, names.length), names, baskets, items, entries, minimum };
}

async function readTable({ workspace, signal }: BuildContext, itemCount: number): Promise<Baskets> {
  const size = 'SELECT count(*), coalesce(max(basket) + 1, 0) FROM _numbered';
  const [[entries = 0, baskets = 0] = []] = (await workspace.run(size)).rows as number[][];
  const items = new Uint32Array(new SharedArrayBuffer(4 * entries));
  const starts = new Uint32Array(new SharedArrayBuffer(4 * (baskets + 1)));
  let end = 0;
  await workspace.stream(
    'SELECT basket, number FROM _numbered ORDER BY basket, number',
    {},
    async ({ chunks }) => {
      for await (const chunk of chunks) {
        items.set(chunk.getColumnValues(1) as number[], end);
        for (const basket of chunk.getColumnValues(0) as number[]) starts[basket + 1] = ++end;
      }
    },
    signal,
  );
  return { starts, items, itemCount };
}

async function requireInput({ workspace, signal }: BuildContext, spec: BasketRulesAnalysis): Promise<void> {
  const input = quoteTable(spec.input);
  const { columns } = await workspace.run(`SELECT * FROM ${input} LIMIT 0`);
  const found = columns.map(({ name }) => name);
  for (const wanted of [spec.basket, spec.item]) {
    if (!found.includes(wanted)) throw columnMissing(spec.input, wanted, found);
  }
  const holes = [spec.basket, spec.item].map((name) => `count(*) FILTER (${quoteName(name)} IS NULL)`);
  const { rows } = await workspace.run(`SELECT count(*), ${holes.join(', ')} FROM ${input}`, {}, signal);
  const [all, ...nulls] = rows[0]!.map(Number);
  if (all === 0) {
    throw new AppError('dataset.empty', `"${spec.input}" has no baskets.`, { details: { input: spec.input } });
  }
  const at = nulls.findIndex((count) => count > 0);
  if (at < 0) return;
  const column = [spec.basket, spec.item][at]!;
  throw new AppError('baskets.null-values', `${nulls[at]} rows of "${spec.input}" have no "${column}".`, {
    hint: `Leave them out in the SQL of "${spec.input}".`,
    details: { input: spec.input, column },
  });
}
