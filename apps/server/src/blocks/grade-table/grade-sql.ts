import type { GradeTableSpec } from '../../content/spec/block.js';

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** `campaign.scores` → `"campaign"."scores"`. */
const quoteTable = (name: string): string => name.split('.').map(quote).join('.');

/**
 * SQL that collapses the scored table to what the grades need: one row per part of a group of equal scores that falls into one grade.
 *
 * reads    the table of the spec
 * returns  grade 1…k, n (subjects of the tied group inside the grade), group_n, group_rows' sums (responders, sales, margin, cost),
 *          in order of falling score; groups that no border cuts are already added up per grade
 * grain    one row per grade for whole groups, and one per (grade, cut group)
 *
 * A group of equal scores that a border cuts is the only place where the order of rows could matter; it is handed out by
 * proportion afterwards (`settleTies`), so no order of tied rows is ever needed. Cost: one aggregation by score.
 */
export function gradeSql(spec: GradeTableSpec): string {
  const money = (column: string | undefined): string => (column ? `sum(${quote(column)})` : 'null');
  return `
with scored as (
  select ${quote(spec.score)} as score,
         count(*) as n,
         count(*) filter (cast(${quote(spec.response)} as boolean)) as responders,
         ${money(spec.sales)} as sales, ${money(spec.margin)} as margin, ${money(spec.cost)} as cost
  from ${quoteTable(spec.from)}
  where ${quote(spec.score)} is not null and ${quote(spec.response)} is not null${spec.where ? ` and (${spec.where})` : ''}
  group by 1
), placed as (
  select *, coalesce(sum(n) over (order by score desc rows between unbounded preceding and 1 preceding), 0) as before, sum(n) over () as total
  from scored
), bounds as (
  select g as grade, total * (g - 1) // ${spec.grades} as first, total * g // ${spec.grades} as last
  from (select distinct total from placed), range(1, ${spec.grades + 1}) t(g)
), parts as (
  select grade, score, placed.n as group_n, least(before + placed.n, last) - greatest(before, first) as n, responders, sales, margin, cost
  from placed join bounds on before < last and before + placed.n > first
)
select grade, cast(sum(n) as bigint) as n, cast(sum(group_n) as bigint) as group_n, cast(sum(responders) as bigint) as responders,
       sum(sales) as sales, sum(margin) as margin, sum(cost) as cost, n <> group_n as cut, cast(case when n <> group_n then score end as double) as tied_score
from parts
group by grade, cut, tied_score
order by grade, tied_score desc nulls last`;
}

/** Rows that have no score or no response: they are in no grade, and said. */
export function ungradedSql(spec: GradeTableSpec): string {
  return `select count(*) as n from ${quoteTable(spec.from)}
where (${quote(spec.score)} is null or ${quote(spec.response)} is null)${spec.where ? ` and (${spec.where})` : ''}`;
}
