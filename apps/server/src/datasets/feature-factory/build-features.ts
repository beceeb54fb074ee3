import { AppError } from '../../common/errors.js';
import { featureFactoryShape } from '../../content/analyses/feature-factory-shape.js';
import { factoryFeatures } from '../../content/feature-list.js';
import type { FeatureFactoryAnalysis } from '../../content/spec/feature-factory.js';
import { quoteName, quoteTable } from '../../engine/quote.js';
import type { BuildContext, Built } from '../build-context.js';
import { columnMissing } from '../column-type.js';
import { isMonthEnd, monthEnd } from '../calendar/month-ends.js';
import { type ComputedRow, writeComputed } from '../write-computed.js';
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
  const shape = featureFactoryShape.tables(spec, await workspace.describe(`SELECT * FROM ${quoteTable(spec.input)}`));
  const tables = [
    await writeTable(context, `${item.name}.features`, `SELECT * FROM _features ORDER BY base_month, ${entity}`),
    await writeComputed(context, 'inventory', shape['inventory']!, await inventory(context, spec)),
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

/** What each variable is made of, and how many rows have it: one scan. */
async function inventory({ workspace, signal }: BuildContext, spec: FeatureFactoryAnalysis): Promise<ComputedRow[]> {
  const features = factoryFeatures(spec);
  const counts = features.flatMap(({ name }) => [`count(${quoteName(name)})`, `count(DISTINCT ${quoteName(name)})`]);
  const { rows } = await workspace.run(`SELECT count(*), ${counts.join(', ')} FROM _features`, {}, signal);
  const [total, ...counted] = rows[0]!.map(Number) as [number, ...number[]];
  return features.map(({ name, source, measure, window, value, of }, i) => ({
    place: i + 1,
    feature: name,
    source,
    measure,
    window_months: window,
    value: value === null ? null : String(value),
    changes: of ?? null,
    rows: total,
    missing: total - counted[2 * i]!,
    distinct_values: counted[2 * i + 1]!,
  }));
}
