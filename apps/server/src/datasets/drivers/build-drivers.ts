import { driversShape } from '../../content/analyses/drivers-shape.js';
import type { DriversAnalysis } from '../../content/spec/drivers.js';
import { quoteTable } from '../../engine/quote.js';
import type { BuildContext, Built, BuiltTable } from '../build-context.js';
import { rowsRelation } from '../write-rows.js';
import { writeTable } from '../write-table.js';
import { describeDrivers } from './describe-drivers.js';
import { fitDrivers, rowsNeeded } from './fit-drivers.js';
import { BASE, CURRENT, readDriverRows } from './read-driver-rows.js';
import { imagineBase, shareChange } from './share-change.js';

/**
 * Tables `<name>.drivers` (the first one: tests concern it), `.method`, `.contributions`, `.scenario`. A model speaks where there are rows enough and
 * it is reliably better on later periods than the mean; else correlations do, and no change is shared out. Throws what `readDriverRows` does.
 */
export async function buildDrivers(context: BuildContext, spec: DriversAnalysis): Promise<Built> {
  const { item, workspace } = context;
  const rows = await readDriverRows(context, spec);
  context.progress(0.2);
  const { fit, reason } = await fitDrivers(context, spec, rows);
  const used = reason === 'enough_rows' ? fit : null;
  const method = {
    method: used ? 'model' : 'correlation',
    reason,
    learner: fit?.learner ?? null,
    rows: rows.table.rows,
    left_out: rows.leftOut,
    periods: rows.period.at(-1)! + 1,
    drivers: spec.drivers.length,
    rows_needed: rowsNeeded(spec),
    judged_rows: fit?.judgedRows ?? null,
    r2: fit?.r2 ?? null,
    r2_low: fit?.interval?.low ?? null,
    r2_high: fit?.interval?.high ?? null,
  };
  const found = {
    drivers: await describeDrivers(context, spec, rows, used),
    method: [method],
    contributions: shareChange(rows, used?.model ?? null),
    scenario: used ? imagineBase(spec, rows, used.model) : [],
  };
  const input = await workspace.describe(`SELECT * FROM ${quoteTable(spec.input)}`);
  const tables: BuiltTable[] = [];
  for (const [table, types] of Object.entries(driversShape.tables(spec, input))) {
    const kept = Object.fromEntries(Object.entries(types).filter(([name]) => table !== 'method' || name in method));
    const relation = await rowsRelation(context, table, kept, found[table as keyof typeof found]);
    const select = table === 'method' ? withAmounts(relation, types['change']!) : `SELECT * FROM ${relation}`;
    tables.push(await writeTable(context, `${item.name}.${table}`, select));
  }
  return { tables, read: 0, refused: 0 };
}

/** Adds the amounts, which stay DECIMAL. */
function withAmounts(relation: string, money: string): string {
  const sum = (span: number) => `coalesce(sum(amount) FILTER (span = ${span}), 0)::${money}`;
  return `SELECT * FROM ${relation}, (SELECT count(*) FILTER (span = ${BASE}) AS base_rows, count(*) FILTER (span = ${CURRENT}) AS current_rows,
    ${sum(BASE)} AS base_amount, ${sum(CURRENT)} AS current_amount, (${sum(CURRENT)} - ${sum(BASE)})::${money} AS change FROM _driven)`;
}
