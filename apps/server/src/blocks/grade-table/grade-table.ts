import { settleTies, type GradeRow, type Tie } from '../../analytics/judging/settle-ties.js';
import type { Language } from '../../common/local-text.js';
import type { QuerySession, Value } from '../../common/value.js';
import type { GradeTableSpec } from '../../content/spec/block.js';
import type { ResolvedColumn, ResolvedTable } from '../result.js';
import { gradeWords } from './grade-words.js';
import { readSegments } from './read-segments.js';

const MONEY_DIGITS = 2;

interface Totals {
  n: number;
  responders: number;
  sales: number | null;
  profit: number | null;
  cost: number | null;
}

/**
 * Grade/lift table of a scored table: subjects sorted by falling score and cut into equal grades. Columns: subjects, responders,
 * response rate, lift (rate ÷ overall rate), cumulative gain (share of all responders), and, where the columns are given,
 * cumulative share of sales, profit (margin − cost), cumulative profit and ROI (profit ÷ cost); the row where cumulative profit is highest is
 * marked `Max`. Fewer subjects than grades: AppError `grade-table.too-few`.
 */
export async function resolveGradeTable(
  spec: GradeTableSpec,
  session: QuerySession,
  parameters: Record<string, Value>,
  language: Language,
  signal?: AbortSignal,
): Promise<Pick<ResolvedTable, 'columns' | 'rows' | 'totals' | 'highlighted'> & { note: string }> {
  const { segments, ungraded } = await readSegments(spec, session, parameters, signal);
  const { rows, ties } = settleTies(segments, spec.grades, [0, MONEY_DIGITS, MONEY_DIGITS, MONEY_DIGITS]);
  const totals = addUp(rows);
  const layout = columnsOf(spec, language);
  const table = composeRows(rows, totals, layout);
  const best = bestGrade(rows);
  return {
    columns: layout,
    rows: table,
    totals: layout.map((column) => totalOf(column.name, totals)),
    ...(best === null ? {} : { highlighted: [best - 1] }),
    note: noteOf(ties, ungraded, language),
  };
}

function addUp(rows: readonly GradeRow[]): Totals {
  const sum = (pick: (row: GradeRow) => number | null): number | null =>
    rows.reduce<number | null>(
      (total, row) => (total === null || pick(row) === null ? null : total + (pick(row) ?? 0)),
      0,
    );
  return {
    n: rows.reduce((total, row) => total + row.n, 0),
    responders: rows.reduce((total, row) => total + (row.measures[0] ?? 0), 0),
    sales: sum((row) => row.measures[1] ?? null),
    profit: sum(profitOf),
    cost: sum((row) => row.measures[3] ?? null),
  };
}

function profitOf({ measures: [, , margin = null, cost = null] }: GradeRow): number | null {
  return margin === null || cost === null ? null : cents(margin - cost);
}

const cents = (value: number): number => Math.round(value * 100) / 100;
const rounded = (value: number): number => Number(value.toPrecision(12));
const ratio = (a: number | null, b: number | null): number | null =>
  a === null || b === null || b === 0 ? null : rounded(a / b);

function columnsOf(spec: GradeTableSpec, language: Language): ResolvedColumn[] {
  const words = gradeWords(language);
  const column = (
    name: keyof typeof words.columns,
    format: ResolvedColumn['format'],
    more: Partial<ResolvedColumn> = {},
  ): ResolvedColumn => ({
    name,
    title: words.columns[name],
    format,
    align: format === 'text' ? 'left' : 'right',
    ...more,
  });
  const profit = spec.margin !== undefined && spec.cost !== undefined;
  return [
    column('grade', 'number'),
    column('subjects', 'number', { total: 'sum' }),
    column('responders', 'number', { total: 'sum' }),
    column('response_rate', 'percent', { bar: true }),
    column('lift', { kind: 'multiple', digits: 2 }),
    column('cumulative_gain', 'percent'),
    ...(spec.sales ? [column('cumulative_sales', 'percent')] : []),
    ...(profit
      ? [column('profit', 'money', { total: 'sum' }), column('cumulative_profit', 'money'), column('roi', 'percent')]
      : []),
    ...(profit ? [column('mark', 'text')] : []),
  ];
}

function composeRows(rows: readonly GradeRow[], totals: Totals, layout: readonly ResolvedColumn[]): Value[][] {
  const best = bestGrade(rows);
  const running = { responders: 0, sales: 0, profit: 0 };
  return rows.map((row) => {
    const [responders = null, sales = null, , cost = null] = row.measures;
    const profit = profitOf(row);
    running.responders += responders ?? 0;
    running.sales = cents(running.sales + (sales ?? 0));
    running.profit = cents(running.profit + (profit ?? 0));
    const rate = ratio(responders, row.n);
    const cells: Record<string, Value> = {
      grade: row.grade,
      subjects: row.n,
      responders,
      response_rate: rate,
      lift: ratio(rate, ratio(totals.responders, totals.n)),
      cumulative_gain: ratio(running.responders, totals.responders),
      cumulative_sales: sales === null ? null : ratio(running.sales, totals.sales),
      profit,
      cumulative_profit: profit === null ? null : running.profit,
      roi: ratio(profit, cost),
      mark: row.grade === best ? 'Max' : null,
    };
    return layout.map((column) => cells[column.name] ?? null);
  });
}

function totalOf(name: string, totals: Totals): Value {
  const cells: Record<string, Value> = {
    subjects: totals.n,
    responders: totals.responders,
    response_rate: ratio(totals.responders, totals.n),
    lift: totals.responders > 0 ? 1 : null,
    profit: totals.profit === null ? null : cents(totals.profit),
    roi: ratio(totals.profit, totals.cost),
  };
  return cells[name] ?? null;
}

/** Grade with the highest cumulative profit, the first of equals; null without profit or when no cut-off earns anything. */
function bestGrade(rows: readonly GradeRow[]): number | null {
  let best: number | null = null;
  let highest = 0;
  let running = 0;
  for (const row of rows) {
    const profit = profitOf(row);
    if (profit === null) return null;
    running = cents(running + profit);
    if (running > highest) [best, highest] = [row.grade, running];
  }
  return best;
}

function noteOf(ties: readonly Tie[], ungraded: number, language: Language): string {
  const words = gradeWords(language);
  const notes =
    ties.length === 0
      ? [words.noTies]
      : [
          words.ties(
            ties.length,
            ties.reduce((sum, tie) => sum + tie.n, 0),
          ),
        ];
  if (ungraded > 0) notes.push(words.ungraded(ungraded));
  return notes.join(' ');
}
