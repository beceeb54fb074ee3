import { AppError } from '../../common/errors.js';
import { factoryFeatures } from '../../content/feature-list.js';
import type { FeatureFactoryAnalysis } from '../../content/spec/feature-factory.js';
import { quoteName, quoteTable } from '../../engine/quote.js';
import type { BuildContext, Built } from '../build-context.js';
import { columnMissing } from '../column-type.js';
import { isMonthEnd, monthEnd } from '../calendar/month-ends.js';
import { writeTable } from '../write-table.js';
import { compileBases, compileEvents, compileFeatures, compileMonths } from './compile-features.js';

/**
 * Tables `<name>.features` (a row per base month and entity) and `<name>.inventory` (a row per variable: what it is made of, how many are
 * missing). Throws `feature_factory.base-month` for a month that is not over by as-of, `feature_factory.same-name`, `dataset.column-missing`,
 * `dataset.empty`.
 */
export async function buildFeatures(context: BuildContext, spec: FeatureFactoryAnalysis): Promise<Built> {
  const { item, workspace, asOf, signal } = context;
  await assertColumns(context, spec);
  assertDistinctNames(spec);
  await workspace.run(`CREATE TABLE _bases AS ${compileBases(baseMonths(spec, asOf))}`);
  await workspace.run(`CREATE TABLE _events AS ${compileEvents(spec)}`, {}, signal);
  context.progress(0.3);
  await workspace.run(`CREATE TABLE _months AS ${compileMonths(spec)}`, {}, signal);
  await workspace.run(`CREATE TABLE _features AS ${compileFeatures(spec)}`, {}, signal);
  const { rows } = await workspace.run('SELECT count(*) FROM _features');
  if (rows[0]![0] === 0) {
    throw new AppError('dataset.empty', `"${spec.input}" has no events in the windows of the base months.`, {
      details: { input: spec.input },
    });
  }
  context.progress(0.6);
  const entity = quoteName(spec.entity);
  const tables = [
    await writeTable(context, `${item.name}.features`, `SELECT * FROM _features ORDER BY base_month, ${entity}`),
    await writeTable(context, `${item.name}.inventory`, compileInventory(spec)),
  ];
  return { tables, read: 0, refused: 0 };
}

/** Months that are over by as-of, ascending. */
function baseMonths({ base_months: wanted }: FeatureFactoryAnalysis, asOf: string): string[] {
  const lastFull = (isMonthEnd(asOf) ? asOf : monthEnd(asOf, -1)).slice(0, 7);
  if ('last' in wanted)
    return Array.from({ length: wanted.last }, (_, i) => monthEnd(`${lastFull}-01`, i + 1 - wanted.last).slice(0, 7));
  const months = [...new Set(wanted)].sort();
  const open = months.find((month) => month > lastFull);
  if (open === undefined) return months;
  throw new AppError('feature_factory.base-month', `The base month ${open} is not over by ${asOf}.`, {
    hint: 'Variables of a month are measured at its end: take earlier months, or run for a later day.',
    details: { base_month: open, as_of: asOf },
  });
}

async function assertColumns({ workspace }: BuildContext, spec: FeatureFactoryAnalysis): Promise<void> {
  const found = (await workspace.describe(`SELECT * FROM ${quoteTable(spec.input)}`)).map(({ name }) => name);
  const wanted = [
    spec.entity,
    spec.date,
    ...(spec.known_on === undefined ? [] : [spec.known_on]),
    ...Object.keys(spec.values),
    ...spec.distinct,
    ...Object.keys(spec.shares),
  ];
  for (const name of wanted) if (!found.includes(name)) throw columnMissing(spec.input, name, found);
}

function assertDistinctNames(spec: FeatureFactoryAnalysis): void {
  const names = new Set(['base_month', spec.entity]);
  for (const { name } of factoryFeatures(spec)) {
    if (names.has(name)) {
      throw new AppError('feature_factory.same-name', `Two variables would be called "${name}".`, {
        hint: 'Rename a column in the SQL of the input, or leave one of the values out of shares.',
        details: { feature: name },
      });
    }
    names.add(name);
  }
}

function compileInventory(spec: FeatureFactoryAnalysis): string {
  const text = (value: string | number | null) =>
    value === null ? 'NULL' : `'${String(value).replaceAll("'", "''")}'`;
  const rows = factoryFeatures(spec).map(({ name, source, measure, window, value, of }, i) => {
    const column = quoteName(name);
    return `SELECT ${i + 1}::INTEGER AS place, ${text(name)} AS feature, ${text(source)}::VARCHAR AS source, ${text(measure)} AS measure,
      ${window ?? 'NULL'}::INTEGER AS window_months, ${text(value)}::VARCHAR AS value, ${text(of ?? null)}::VARCHAR AS changes, count(*) AS rows, count(*) - count(${column}) AS missing,
      count(DISTINCT ${column}) AS distinct_values FROM _features`;
  });
  return `SELECT * FROM (${rows.join(' UNION ALL ')}) ORDER BY place`;
}
