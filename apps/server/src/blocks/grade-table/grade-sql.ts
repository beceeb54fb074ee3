import type { GradeTableSpec } from '../../content/spec/block.js';

/** Buckets of the first pass; a border falls into at most one bucket each, so the second pass reads grades − 1 of them. */
export const BUCKETS = 4096;

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** `campaign.scores` → `"campaign"."scores"`. */
const quoteTable = (name: string): string => name.split('.').map(quote).join('.');

const graded = (spec: GradeTableSpec): string =>
  `${quote(spec.score)} is not null and ${quote(spec.response)} is not null${spec.where ? ` and (${spec.where})` : ''}`;

/** Bucket of a score, rising with it. Monotonic in floating point too, which is all that exactness needs. */
const bucketOf = (spec: GradeTableSpec): string =>
  `cast(least(floor((cast(${quote(spec.score)} as double) - $lowest) * $scale), ${BUCKETS - 1}) as integer)`;

function sums(spec: GradeTableSpec): string {
  const money = (column: string | undefined): string => (column ? `sum(${quote(column)})` : 'null');
  return `count(*) as n, count(*) filter (cast(${quote(spec.response)} as boolean)) as responders,
       ${money(spec.sales)} as sales, ${money(spec.margin)} as margin, ${money(spec.cost)} as cost`;
}

/** returns lowest, highest, n (graded rows), ungraded (rows without score or response) · grain one row */
export function rangeSql(spec: GradeTableSpec): string {
  const condition = `${quote(spec.score)} is not null and ${quote(spec.response)} is not null`;
  return `
select cast(min(${quote(spec.score)}) filter (${condition}) as double) as lowest,
       cast(max(${quote(spec.score)}) filter (${condition}) as double) as highest,
       count(*) filter (${condition}) as n,
       count(*) filter (not (${condition})) as ungraded
from ${quoteTable(spec.from)}${spec.where ? `\nwhere (${spec.where})` : ''}`;
}

/** params lowest, scale · returns bucket, n, responders, sales, margin, cost · grain one row per bucket, highest first */
export function histogramSql(spec: GradeTableSpec): string {
  return `
select ${bucketOf(spec)} as bucket, ${sums(spec)}
from ${quoteTable(spec.from)}
where ${graded(spec)}
group by 1
order by 1 desc`;
}

/** params lowest, scale · returns bucket, score, n, responders, sales, margin, cost · grain one row per score of the buckets, highest first */
export function exactSql(spec: GradeTableSpec, buckets: readonly number[]): string {
  return `
select ${bucketOf(spec)} as bucket, cast(${quote(spec.score)} as double) as exact_score, ${sums(spec)}
from ${quoteTable(spec.from)}
where ${graded(spec)} and ${bucketOf(spec)} in (${buckets.join(', ')})
group by 1, ${quote(spec.score)}
order by 1 desc, ${quote(spec.score)} desc`;
}
