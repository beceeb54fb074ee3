import type { BinRange } from '../../analytics/judging/column-bins.js';
import type { ScreenedColumn } from '../../analytics/screening/screen-columns.js';
import { tableOf, type Cells } from '../table-of.js';

/** What is written of screened columns, in the order given; `place` and numbers of periods are for the SQL that writes them. */
export function screeningTables(
  columns: readonly ScreenedColumn[],
  outcomes: Float64Array,
  isAsked: boolean,
): Record<'columns' | 'bins' | 'periods' | 'summary', Cells> {
  const bins = columns.flatMap(({ name, information }, place) =>
    (information?.bins ?? []).map((bin, i) => ({ name, place, i, ...bin })),
  );
  const periods = columns.flatMap(({ name, periods: parts }, place) =>
    parts.map((part, period) => ({ name, place, period, ...part })),
  );
  return {
    columns: columnCells(columns),
    bins: tableOf(bins, {
      place: ['INTEGER', ({ place }) => place],
      feature: ['VARCHAR', ({ name }) => name],
      bin: ['INTEGER', ({ i }) => i + 1],
      is_missing: ['BOOLEAN', ({ range }) => range.kind === 'missing'],
      levels: ['VARCHAR', ({ range }) => (range.kind === 'categorical' ? range.levels.join(', ') : null)],
      over: ['DOUBLE', ({ range }) => endOf(range, 'over')],
      up_to: ['DOUBLE', ({ range }) => endOf(range, 'upTo')],
      rows: ['BIGINT', ({ n }) => n],
      responders: ['BIGINT', ({ ones }) => ones],
      rate: ['DOUBLE', ({ n, ones }) => ones / n],
      evidence: ['DOUBLE', ({ evidence }) => evidence],
      contribution: ['DOUBLE', ({ contribution }) => contribution],
    }),
    periods: tableOf(periods, {
      place: ['INTEGER', ({ place }) => place],
      feature: ['VARCHAR', ({ name }) => name],
      period: ['INTEGER', ({ period }) => period],
      rows: ['BIGINT', ({ rows }) => rows],
      missing: ['DOUBLE', ({ missing, rows }) => missing / rows],
      psi: ['DOUBLE', ({ psi }) => psi],
      by_chance: ['DOUBLE', ({ byChance }) => byChance],
    }),
    summary: summaryCells(columns, outcomes, isAsked),
  };
}

function columnCells(columns: readonly ScreenedColumn[]): Cells {
  return tableOf(columns, {
    rank: ['INTEGER', (_, place) => place + 1],
    feature: ['VARCHAR', ({ name }) => name],
    kind: ['VARCHAR', ({ kind }) => kind],
    rows: ['BIGINT', ({ rows }) => rows],
    missing: ['DOUBLE', ({ missing, rows }) => missing / rows],
    distinct_values: ['BIGINT', ({ distinct }) => distinct],
    information_value: ['DOUBLE', ({ information }) => information?.value],
    by_chance: ['DOUBLE', ({ information }) => information?.byChance],
    p_value: ['DOUBLE', ({ p }) => p],
    corrected_p: ['DOUBLE', ({ corrected }) => corrected],
    auroc: ['DOUBLE', ({ area }) => area],
    direction: ['VARCHAR', ({ direction }) => direction],
    psi: ['DOUBLE', ({ periods, worst }) => (worst === null ? null : periods[worst]!.psi)],
    worst: ['INTEGER', ({ worst }) => worst],
    is_kept: ['BOOLEAN', ({ reason }) => reason === null],
    reason: ['VARCHAR', ({ reason }) => reason],
    because_of: ['VARCHAR', ({ becauseOf }) => becauseOf],
    likeness: ['DOUBLE', ({ likeness }) => likeness],
  });
}

function endOf(range: BinRange, end: 'over' | 'upTo'): number | null {
  return range.kind === 'numeric' ? range[end] : null;
}

function summaryCells(columns: readonly ScreenedColumn[], outcomes: Float64Array, isAsked: boolean): Cells {
  const known = outcomes.filter((each) => !Number.isNaN(each));
  const responders = known.reduce((sum, each) => sum + each, 0);
  const isJudged = responders > 0 && responders < known.length;
  const verdict = isJudged ? 'judged' : !isAsked || known.length === 0 ? 'no_outcome' : 'one_class';
  return tableOf([columns], {
    rows: ['BIGINT', () => outcomes.length],
    with_outcome: ['BIGINT', () => known.length],
    responders: ['BIGINT', () => responders],
    base_rate: ['DOUBLE', () => (known.length === 0 ? null : responders / known.length)],
    columns: ['INTEGER', (all) => all.length],
    kept: ['INTEGER', (all) => all.filter(({ reason }) => reason === null).length],
    verdict: ['VARCHAR', () => verdict],
  });
}
