import { benjaminiHochberg, holm } from '../../analytics/statistics/multiple-testing.js';
import { AppError } from '../../common/errors.js';
import { compareShape } from '../../content/analyses/compare-shape.js';
import type { CompareAnalysis } from '../../content/spec/compare.js';
import { quoteName, quoteTable, quoteText } from '../../engine/quote.js';
import { readColumns } from '../../engine/read-columns.js';
import type { BuildContext, Built } from '../build-context.js';
import { columnMissing } from '../column-type.js';
import { compileOutcome, outcomeColumn, requireYesNo } from '../models/outcome.js';
import { type ComputedRow, createComputed } from '../write-computed.js';
import { writeTable } from '../write-table.js';
import {
  compareMeanSamples,
  comparePairedSamples,
  compareShareSamples,
  type Effect,
  type Samples,
} from './compare-samples.js';

const LEVEL = 0.05;

/** An effect of one measure in one segment. */
interface Found extends Effect {
  segment: number;
  measure: string;
}

/**
 * Table `<name>.effects`: a row per segment and measure with both values, the difference with its 95 % interval, p as it is and corrected for
 * all comparisons of the table. Rows without a value have no part in their measure. Throws `dataset.column-missing`, `model.no-outcome`, `compare.no-group`,
 * `compare.pair-repeated`.
 */
export async function buildCompare(context: BuildContext, spec: CompareAnalysis): Promise<Built> {
  const { item, workspace, signal } = context;
  await assertColumns(context, spec);
  for (const { share } of spec.measures) if (share !== undefined) await requireYesNo(context, spec.input, share);
  await workspace.run(`CREATE TABLE _rows AS ${compileRows(spec)}`, {}, signal);
  await workspace.run(`CREATE TABLE _segments AS ${compileSegments(spec)}`);
  await assertGroups(context, spec);
  context.progress(0.3);
  const found = await compareAll(context, spec);
  const shape = compareShape.tables(spec, await workspace.describe(`SELECT * FROM ${quoteTable(spec.input)}`));
  const types = Object.entries(shape['effects']!).filter(([column]) => !spec.by.includes(column));
  await createComputed(
    workspace,
    '_effects',
    { segment: 'INTEGER', ...Object.fromEntries(types) },
    effectRows(spec, found),
  );
  const by = spec.by.map((name) => `${quoteName(name)}, `).join('');
  const effects = `SELECT ${by}_effects.* EXCLUDE (segment, _place) FROM _effects JOIN _segments USING (segment) ORDER BY segment, _place`;
  return { tables: [await writeTable(context, `${item.name}.effects`, effects)], read: 0, refused: 0 };
}

async function assertColumns({ workspace }: BuildContext, spec: CompareAnalysis): Promise<void> {
  const found = (await workspace.describe(`SELECT * FROM ${quoteTable(spec.input)}`)).map(({ name }) => name);
  for (const name of comparedColumns(spec)) if (!found.includes(name)) throw columnMissing(spec.input, name, found);
}

/** Columns of the input that a comparison names. */
function comparedColumns({ groups, control, pair, by, measures }: CompareAnalysis): string[] {
  return [
    'column' in groups ? groups.column : groups.date,
    ...(control ? [control.column] : []),
    ...(pair === undefined ? [] : [pair]),
    ...by,
    ...measures.map(({ share, mean }) => mean ?? outcomeColumn(share!)),
  ];
}

/** Rows of the groups: (arm: 0 base, 1 other, 2 and 3 of the control group, pair, segment columns, m_<measure>). */
function compileRows(spec: CompareAnalysis): string {
  const { groups, control, pair, by, measures } = spec;
  const is = (column: string, value: string | number | boolean) =>
    `${quoteName(column)}::VARCHAR = ${quoteText(String(value))}`;
  const other =
    'column' in groups
      ? `CASE WHEN ${is(groups.column, groups.base)} THEN 0 WHEN ${is(groups.column, groups.other)} THEN 1 END`
      : `CASE WHEN ${quoteName(groups.date)}::DATE < DATE ${quoteText(groups.from)} THEN 0 WHEN ${quoteName(groups.date)} IS NOT NULL THEN 1 END`;
  const untreated = control
    ? ` + CASE WHEN ${is(control.column, control.treated)} THEN 0 WHEN ${is(control.column, control.untreated)} THEN 2 END`
    : '';
  const values = measures.map(
    ({ name, share, mean }) =>
      `(${mean === undefined ? compileOutcome(share!) : quoteName(mean)})::DOUBLE AS ${quoteName(`m_${name}`)}`,
  );
  const columns = [
    `(${other}${untreated})::INTEGER AS arm`,
    `${pair === undefined ? 'NULL' : quoteName(pair)} AS pair`,
    ...by.map(quoteName),
    ...values,
  ];
  return `SELECT * FROM (SELECT ${columns.join(', ')} FROM ${quoteTable(spec.input)}) WHERE arm IS NOT NULL`;
}

function compileSegments({ by }: CompareAnalysis): string {
  if (by.length === 0) return 'SELECT 0::INTEGER AS segment';
  const names = by.map(quoteName).join(', ');
  return `SELECT (row_number() OVER (ORDER BY ${names}) - 1)::INTEGER AS segment, ${names} FROM (SELECT DISTINCT ${names} FROM _rows)`;
}

async function assertGroups({ workspace }: BuildContext, spec: CompareAnalysis): Promise<void> {
  const { rows } = await workspace.run('SELECT DISTINCT arm FROM _rows');
  const arms = new Set(rows.map(([arm]) => arm));
  const wanted = spec.control ? [0, 1, 2, 3] : [0, 1];
  const empty = wanted.filter((arm) => !arms.has(arm));
  if (empty.length > 0) {
    const names = ['base', 'other', 'base of the control group', 'other of the control group'];
    throw new AppError(
      'compare.no-group',
      `"${spec.input}" has no rows in the group: ${empty.map((arm) => names[arm]).join(', ')}.`,
      { hint: 'Compare the values that `groups` and `control` name with those of the column.' },
    );
  }
  if (spec.pair === undefined) return;
  const unit = ['pair', ...spec.by.map(quoteName)].join(', ');
  const repeated = await workspace.run(
    `SELECT pair::VARCHAR AS unit FROM _rows GROUP BY ${unit} HAVING count(*) > count(DISTINCT arm) ORDER BY unit LIMIT 1`,
  );
  if (repeated.rows.length === 0) return;
  throw new AppError('compare.pair-repeated', `"${repeated.rows[0]![0]}" has several rows in one of the groups.`, {
    hint: `A pair is one row of "${spec.pair}" in each group: add rows up in SQL first.`,
    details: { pair: repeated.rows[0]![0] },
  });
}

async function compareAll({ workspace, signal }: BuildContext, spec: CompareAnalysis): Promise<Found[]> {
  const arms = spec.control ? 4 : 2;
  const join = spec.by.map((name) => `s.${quoteName(name)} IS NOT DISTINCT FROM r.${quoteName(name)}`).join(' AND ');
  const found: Found[] = [];
  for (const { name, share } of spec.measures) {
    const measured = quoteName(`m_${name}`);
    const sql =
      spec.pair === undefined
        ? `SELECT segment, arm, ${measured} FROM _rows r JOIN _segments s ON ${join || 'true'} WHERE ${measured} IS NOT NULL ORDER BY segment, arm`
        : `SELECT segment, arm, ${measured} FROM (SELECT *, count(${measured}) OVER (PARTITION BY segment, pair) AS sides
            FROM _rows r JOIN _segments s ON ${join || 'true'}) WHERE sides = 2 ORDER BY segment, arm, pair`;
    const { columns } = await readColumns(workspace, sql, {}, signal);
    for (const [segment, samples] of splitSamples(columns as [Int32Array, Int32Array, Float64Array], arms)) {
      const compared =
        spec.pair !== undefined
          ? comparePairedSamples(samples)
          : share === undefined
            ? compareMeanSamples(samples)
            : compareShareSamples(samples);
      found.push({ ...compared, segment, measure: name });
    }
  }
  return found;
}

/** Values by segment and arm, of rows sorted by both. */
function splitSamples(
  [segments, arms, values]: [Int32Array, Int32Array, Float64Array],
  count: number,
): Map<number, Samples> {
  const split = new Map<number, Float64Array[]>();
  for (let from = 0; from < values.length;) {
    let to = from;
    while (to < values.length && segments[to] === segments[from] && arms[to] === arms[from]) to += 1;
    const samples = split.get(segments[from]!) ?? Array.from({ length: count }, () => new Float64Array(0));
    samples[arms[from]!] = Float64Array.from(values.subarray(from, to));
    split.set(segments[from]!, samples);
    from = to;
  }
  return split;
}

function effectRows(spec: CompareAnalysis, found: readonly Found[]): ComputedRow[] {
  const correct = spec.correction === 'holm' ? holm : benjaminiHochberg;
  const corrected = correct(found.map(({ comparison }) => comparison.p));
  return found.map((effect, i) => {
    const { segment, measure, method, sizes, base, other, controlChange, comparison, smallest } = effect;
    return {
      segment,
      measure,
      method,
      base_rows: sizes[0],
      other_rows: sizes[1],
      base,
      other,
      control_change: controlChange,
      difference: comparison.difference,
      low: comparison.interval?.low,
      high: comparison.interval?.high,
      p_value: comparison.p,
      corrected_p: corrected[i],
      finding: findingOf(effect, corrected[i] ?? null),
      is_weak: smallest < spec.weak_below,
    };
  });
}

/** `higher` and `lower` only where the interval leaves zero out and the corrected p is below 0.05. */
function findingOf({ comparison: { difference, interval } }: Effect, p: number | null): string {
  if (difference === null || interval === null || p === null) return 'unknown';
  if ((interval.low <= 0 && interval.high >= 0) || p >= LEVEL) return 'none';
  return difference > 0 ? 'higher' : 'lower';
}
