import { AppError } from '../../common/errors.js';
import { moneyScale } from '../../content/analyses/analysis-kind.js';
import type { RfmAnalysis } from '../../content/spec/rfm.js';
import { quoteName, quoteTable } from '../../engine/quote.js';
import type { BuildContext, Built } from '../build-context.js';
import { columnMissing } from '../column-type.js';
import { writeTable } from '../write-table.js';
import { compileAlerts } from './compile-alerts.js';
import { compileMovements, compileNextPeriod, compilePoints, compileScores, compileShares } from './compile-grades.js';
import { BREAK_VALUES, type BreakValues, compileBreaks, compileMeasures, compilePurchases } from './compile-rfm.js';
import { planRfm } from './plan-rfm.js';

/**
 * Tables `<name>.scores` (the first one: tests and date_column concern it), `.breaks`, `.shares`, `.movements`, `.next_period`,
 * `.alerts`.
 * Purchases after as-of are not seen; amounts count as they are, returns too. Throws `rfm.*`, `dataset.empty`.
 */
export async function buildRfm(context: BuildContext, spec: RfmAnalysis): Promise<Built> {
  const { item, workspace, asOf, signal } = context;
  // Names that begin with _ cannot meet a dataset's.
  const plan = planRfm(spec, asOf);
  const scale = await inspectInput(context, spec);
  await workspace.run(`CREATE VIEW _purchases AS ${compilePurchases(spec, asOf, scale)}`);
  await workspace.run(`CREATE TABLE _measures AS ${compileMeasures(plan.snapshots)}`, {}, signal);
  context.progress(0.4);
  await assertBought(context, spec);
  await assertFittable(context, plan.fits[0]!);
  await workspace.run(`CREATE TABLE _fitted AS ${compileBreaks(plan)}`, {}, signal);
  await workspace.run(`CREATE TABLE _scored AS ${compilePoints(plan, await readBreaks(context))}`, {}, signal);
  await workspace.run('DROP TABLE _measures');
  context.progress(0.6);
  const breaks = `SELECT * REPLACE (lower::DECIMAL(38,${scale}) AS lower, upper::DECIMAL(38,${scale}) AS upper)
    FROM _fitted ORDER BY fitted_at, measure, points`;
  const tables = [
    await writeTable(context, `${item.name}.scores`, compileScores(plan, scale)),
    await writeTable(context, `${item.name}.breaks`, breaks),
    await writeTable(context, `${item.name}.shares`, compileShares(plan, scale)),
    await writeTable(context, `${item.name}.movements`, compileMovements(plan, scale)),
    await writeTable(context, `${item.name}.next_period`, compileNextPeriod(plan, scale)),
    await writeTable(context, `${item.name}.alerts`, compileAlerts(plan, spec.alert)),
  ];
  return { tables, read: 0, refused: 0 };
}

async function readBreaks({ workspace }: BuildContext): Promise<BreakValues> {
  const values = new Map<string, string[]>();
  for (const [fit, measure, value] of (await workspace.run(BREAK_VALUES)).rows) {
    const key = `${fit} ${measure}`;
    // Without zeros behind the point, so that no value has to be widened to be compared.
    values.set(key, [...(values.get(key) ?? []), String(value).replace(/\.0+$|(?<=\.\d+)0+$/, '')]);
  }
  return values;
}

/** Checks the columns of the input and returns the decimal digits of the amount: its own when DECIMAL, 0 for integers, else 4. */
async function inspectInput({ workspace, item, signal }: BuildContext, spec: RfmAnalysis): Promise<number> {
  const table = quoteTable(spec.input);
  const { columns } = await workspace.run(`SELECT * FROM ${table} LIMIT 0`);
  const found = columns.map(({ name }) => name);
  for (const wanted of [spec.customer, spec.date, spec.amount]) {
    if (!found.includes(wanted)) throw columnMissing(spec.input, wanted, found);
  }
  const absent = [spec.customer, spec.date, spec.amount].map((name) => `${quoteName(name)} IS NULL`).join(' OR ');
  const { rows } = await workspace.run(`SELECT count(*) FROM ${table} WHERE ${absent}`, {}, signal);
  if (Number(rows[0]?.[0]) > 0) {
    throw new AppError(
      'rfm.null-values',
      `${rows[0]?.[0]} purchases of "${spec.input}" lack customer, date or amount.`,
      {
        hint: `Leave them out in the SQL of "${spec.input}", or have its definition refuse them with a not_null test.`,
        details: { dataset: item.name, input: spec.input },
      },
    );
  }
  const type = columns.find(({ name }) => name === spec.amount)!.type;
  return moneyScale(type);
}

async function assertBought({ workspace, asOf }: BuildContext, spec: RfmAnalysis): Promise<void> {
  const { rows } = await workspace.run('SELECT count(*) FROM _measures');
  if (Number(rows[0]?.[0]) > 0) return;
  throw new AppError('dataset.empty', `"${spec.input}" has no purchase up to ${asOf}.`, {
    details: { input: spec.input, as_of: asOf },
  });
}

async function assertFittable({ workspace }: BuildContext, fit: string): Promise<void> {
  const { rows } = await workspace.run('SELECT count(*) FROM _purchases WHERE day <= $fit', { fit });
  if (Number(rows[0]?.[0]) > 0) return;
  throw new AppError('rfm.no-breaks', `No one had bought by ${fit}, so that no breaks can be fitted there.`, {
    hint: 'Choose a later day for breaks.fitted_at.',
  });
}
