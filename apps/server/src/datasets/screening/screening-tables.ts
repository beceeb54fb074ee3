import type { BinRange } from '../../analytics/judging/column-bins.js';
import type { ScreenedColumn } from '../../analytics/screening/screen-columns.js';
import type { ComputedRow } from '../write-computed.js';

/** Rows of the tables of screened columns, in the order given. `period` names the column that periods are written to, `periodNames` what they are called. */
export function screeningTables(
  columns: readonly ScreenedColumn[],
  { period, periodNames }: { period: string; periodNames: readonly (string | null)[] },
): Record<'columns' | 'bins' | 'periods', ComputedRow[]> {
  return {
    columns: columns.map((column, place) => columnRow(column, place, periodNames)),
    bins: columns.flatMap(({ name, information }) =>
      (information?.bins ?? []).map(({ range, n, ones, evidence, contribution }, i) => ({
        feature: name,
        bin: i + 1,
        is_missing: range.kind === 'missing',
        levels: range.kind === 'categorical' ? range.levels.join(', ') : null,
        over: endOf(range, 'over'),
        up_to: endOf(range, 'upTo'),
        rows: n,
        responders: ones,
        rate: ones / n,
        evidence,
        contribution,
      })),
    ),
    periods: columns.flatMap(({ name, periods }) =>
      periods.map(({ rows, missing, psi, byChance }, i) => ({
        feature: name,
        [period]: periodNames[i]!,
        rows,
        missing: missing / rows,
        psi,
        by_chance: byChance,
      })),
    ),
  };
}

function columnRow(column: ScreenedColumn, place: number, periodNames: readonly (string | null)[]): ComputedRow {
  const { information, periods, worst } = column;
  return {
    rank: place + 1,
    feature: column.name,
    kind: column.kind,
    rows: column.rows,
    missing: column.missing / column.rows,
    distinct_values: column.distinct,
    information_value: information?.value,
    by_chance: information?.byChance,
    p_value: column.p,
    corrected_p: column.corrected,
    auroc: column.area,
    direction: column.direction,
    psi: worst === null ? null : periods[worst]!.psi,
    psi_period: worst === null ? null : periodNames[worst]!,
    is_kept: column.reason === null,
    reason: column.reason,
    because_of: column.becauseOf,
    likeness: column.likeness,
  };
}

function endOf(range: BinRange, end: 'over' | 'upTo'): number | null {
  return range.kind === 'numeric' ? range[end] : null;
}

/** The one row of the summary. `isAsked`: whether an outcome is declared. */
export function screeningSummary(
  columns: readonly ScreenedColumn[],
  outcomes: Float64Array,
  isAsked: boolean,
): ComputedRow {
  const known = outcomes.filter((each) => !Number.isNaN(each));
  const responders = known.reduce((sum, each) => sum + each, 0);
  const isJudged = responders > 0 && responders < known.length;
  return {
    rows: outcomes.length,
    with_outcome: known.length,
    responders,
    base_rate: known.length === 0 ? null : responders / known.length,
    columns: columns.length,
    kept: columns.filter(({ reason }) => reason === null).length,
    verdict: isJudged ? 'judged' : !isAsked || known.length === 0 ? 'no_outcome' : 'one_class',
  };
}
