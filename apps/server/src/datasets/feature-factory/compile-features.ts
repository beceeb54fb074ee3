import { factoryFeatures, type FactoryFeature } from '../../content/feature-list.js';
import type { FeatureFactoryAnalysis } from '../../content/spec/feature-factory.js';
import { quoteName, quoteTable, quoteText } from '../../engine/quote.js';

/** Digits of an amount that count; amounts of more are refused by the engine. */
const SCALE = 6;

/** Base months as rows (base_month, base_end): first and last day. */
export function compileBases(months: readonly string[]): string {
  const rows = months.map((each) => `(DATE ${quoteText(`${each}-01`)})`).join(', ');
  return `SELECT first AS base_month, last_day(first) AS base_end FROM (VALUES ${rows}) months(first) ORDER BY first`;
}

/**
 * Events as (entity, day, month, known: month from which it counts, v_<column> amounts, d_<column> values to tell apart, s_<i> flags), up to the
 * last base month.
 */
export function compileEvents(spec: FeatureFactoryAnalysis): string {
  const date = `${quoteName(spec.date)}::DATE`;
  const known = spec.known_on === undefined ? date : `greatest(${date}, ${quoteName(spec.known_on)}::DATE)`;
  const flags = shareFlags(spec).map(({ sql, column }) => `coalesce(${sql}, false) AS ${column}`);
  const columns = [
    `${quoteName(spec.entity)} AS entity`,
    `${date} AS day`,
    `date_trunc('month', ${date})::DATE AS month`,
    `date_trunc('month', ${known})::DATE AS known`,
    ...Object.keys(spec.values).map((name) => `${quoteName(name)}::DECIMAL(28,${SCALE}) AS ${quoteName(`v_${name}`)}`),
    ...spec.distinct.map((name) => `${quoteName(name)} AS ${quoteName(`d_${name}`)}`),
    ...flags,
  ];
  return `SELECT ${columns.join(', ')} FROM ${quoteTable(spec.input)}
    WHERE ${quoteName(spec.entity)} IS NOT NULL AND ${date} <= (SELECT max(base_end) FROM _bases)`;
}

interface ShareFlag {
  source: string | null;
  value: string | number;
  sql: string;
  column: string;
}

/** What an event is or is not, one flag for each share. */
function shareFlags({ shares, night, weekend, date }: FeatureFactoryAnalysis): ShareFlag[] {
  const listed = Object.entries(shares).flatMap(([source, values]) =>
    values.map((value) => {
      const sql = `${quoteName(source)}::VARCHAR = ${quoteText(String(value))}`;
      return { source, value, sql };
    }),
  );
  const hour = `hour(${quoteName(date)}::TIMESTAMP)`;
  const at = night && (night.from > night.to ? 'OR' : 'AND');
  const all = [
    ...listed,
    ...(night ? [{ source: null, value: 'night', sql: `(${hour} >= ${night.from} ${at} ${hour} < ${night.to})` }] : []),
    ...(weekend ? [{ source: null, value: 'weekend', sql: `isodow(${quoteName(date)}) >= 6` }] : []),
  ];
  return all.map((flag, i) => ({ ...flag, column: `s_${i}` }));
}

/** Events added up by entity, month and the month in which they became known: what windows are then sums of. */
export function compileMonths(spec: FeatureFactoryAnalysis): string {
  const sums = Object.keys(spec.values).flatMap((name) => {
    const value = quoteName(`v_${name}`);
    return [
      `coalesce(sum(${value}), 0) AS ${quoteName(`sum_${name}`)}`,
      `count(${value}) AS ${quoteName(`n_${name}`)}`,
      `max(${value}) AS ${quoteName(`max_${name}`)}`,
      `min(${value}) AS ${quoteName(`min_${name}`)}`,
    ];
  });
  const flags = shareFlags(spec).map(({ column }) => `count(*) FILTER (${column}) AS ${column}`);
  return `SELECT entity, month, known, count(*) AS n, min(day) AS first_day, max(day) AS last_day, ${[...sums, ...flags, '0 AS nothing'].join(', ')}
    FROM _events GROUP BY entity, month, known`;
}

/**
 * A row per base month and entity with an event in the longest window: (base_month, <entity>, variables). Only events of the months up to the
 * base month, known by then, have a part in it.
 */
export function compileFeatures(spec: FeatureFactoryAnalysis): string {
  const features = factoryFeatures(spec);
  const longest = spec.windows.at(-1)!;
  const measured = features.filter((feature) => !countsDistinct(feature));
  const columns = measured.map((feature) => `${compileFeature(feature, spec)} AS ${quoteName(feature.name)}`);
  const all = features.map(({ name }) => quoteName(name)).join(', ');
  return `
    WITH measured AS (
      SELECT base_month, entity, ${columns.join(', ')}
      FROM (SELECT *, datediff('month', month, base_month) AS age FROM _bases JOIN _months ON month <= base_month AND known <= base_month)
      GROUP BY base_month, base_end, entity HAVING sum(n) FILTER (age < ${longest}) > 0)
    SELECT base_month, entity AS ${quoteName(spec.entity)}, ${all}
    FROM measured ${compileDistinct(spec, features)}
    ORDER BY base_month, entity`;
}

function countsDistinct({ measure, of }: FactoryFeature): boolean {
  return measure === 'distinct' || of === 'distinct';
}

function compileDistinct(spec: FeatureFactoryAnalysis, features: readonly FactoryFeature[]): string {
  const distinct = features.filter(countsDistinct);
  if (distinct.length === 0) return '';
  const columns = distinct.map(({ name, source, window, measure }) => {
    const count = (from: number, to: number) =>
      `count(DISTINCT ${quoteName(`d_${source}`)}) FILTER (age >= ${from} AND age < ${to})`;
    const now = count(0, window!);
    const sql = measure === 'change' ? compileRatio(now, count(window!, 2 * window!)) : now;
    return `${sql} AS ${quoteName(name)}`;
  });
  return `JOIN (
      SELECT base_month, entity, ${columns.join(', ')}
      FROM (SELECT *, datediff('month', month, base_month) AS age FROM _bases JOIN _events ON month <= base_month AND known <= base_month)
      GROUP BY base_month, entity) USING (base_month, entity)`;
}

/** A window against the one before it, as a share of that one; missing where there was nothing. */
function compileRatio(now: string, before: string): string {
  return `(${now})::DOUBLE / nullif((${before})::DOUBLE, 0) - 1`;
}

function compileFeature(feature: FactoryFeature, spec: FeatureFactoryAnalysis): string {
  const { measure, source, window, of } = feature;
  const within = `FILTER (age < ${window})`;
  switch (measure) {
    case 'recency':
      return '(base_end - max(last_day))::INTEGER';
    case 'gap':
      return `(max(last_day) ${within} - min(first_day) ${within})::DOUBLE / nullif(sum(n) ${within} - 1, 0)::DOUBLE`;
    case 'change': {
      const now = compileMeasure({ ...feature, measure: of! }, spec, within);
      const before = compileMeasure(
        { ...feature, measure: of! },
        spec,
        `FILTER (age >= ${window} AND age < ${2 * window!})`,
      );
      return of === 'share' ? `${now} - ${before}` : compileRatio(now, before);
    }
    case 'slope':
      return compileSlope(quoteName(`sum_${source}`), window!);
    default:
      return compileMeasure(feature, spec, within);
  }
}

/** A measure of the months that a filter lets through. */
function compileMeasure(
  { measure, source, value }: FactoryFeature,
  spec: FeatureFactoryAnalysis,
  within: string,
): string {
  const column = (prefix: string) => quoteName(`${prefix}_${source}`);
  const total = (sql: string) => `coalesce(sum(${sql}) ${within}, 0)`;
  switch (measure) {
    case 'count':
      return `${total('n')}::BIGINT`;
    case 'sum':
      return `${total(column('sum'))}::DECIMAL(38,${SCALE})`;
    case 'mean':
      return `(sum(${column('sum')}) ${within})::DOUBLE / nullif(sum(${column('n')}) ${within}, 0)::DOUBLE`;
    case 'max':
    case 'min':
      return `(${measure}(${column(measure)}) ${within})::DECIMAL(28,${SCALE})`;
    case 'share': {
      const flag = shareFlags(spec).find((each) => each.source === source && each.value === value)!;
      return `(sum(${flag.column}) ${within})::DOUBLE / nullif(sum(n) ${within}, 0)::DOUBLE`;
    }
    default:
      throw new Error(`${measure} is not measured by month`);
  }
}

/** Least squares through the monthly sums, months without an event being 0: their place in time is a whole number of half months. */
function compileSlope(sum: string, window: number): string {
  let squares = 0;
  for (let age = 0; age < window; age += 1) squares += (window - 1 - 2 * age) ** 2;
  return `2 * coalesce(sum(${sum} * (${window - 1} - 2 * age)) FILTER (age < ${window}), 0)::DOUBLE / ${squares}`;
}
