import { AppError, toErrorRecord } from '../common/errors.js';
import { localize, type LocalText } from '../common/local-text.js';
import type { QueryResult, QuerySession, Value } from '../common/value.js';
import type { BlockSpec, ChartSpec, KpiSpec, TableSpec } from '../content/spec/block.js';
import type { DatasetColumn } from '../content/spec/dataset.js';
import { defaultFormat, figureOf, type Figures } from './figures.js';
import type { FormatSettings } from './format-value.js';
import { fullFormat } from './format-value.js';
import { resolveGradeTable } from './grade-table/grade-table.js';
import type { ResolvedBlock, ResolvedChart, ResolvedColumn, ResolvedKpi, ResolvedTable } from './result.js';
import type { TextRenderer } from './text-template.js';

/** Most rows that a table or chart of a report may have; more belongs into a data sheet or a LIMIT. */
export const MAX_BLOCK_ROWS = 10_000;

export interface BlockContext {
  session: QuerySession;
  parameters: Record<string, Value>;
  figures: Figures;
  text: TextRenderer;
  settings: FormatSettings;
  /** Names of the tables that a SELECT reads. */
  tablesOf: (sql: string) => Promise<string[]>;
  /** Declared columns of a table: titles and formats where the block gives none. */
  columnsOf: (table: string) => readonly DatasetColumn[];
  signal?: AbortSignal;
}

/**
 * Resolves one block to rows, formats and words. A block that fails comes back as an error block, so that the ones beside it live on;
 * only cancellation is thrown.
 */
export async function resolveBlock(spec: BlockSpec, context: BlockContext): Promise<ResolvedBlock> {
  const common = {
    id: spec.id,
    ...(spec.title === undefined ? {} : { title: localize(spec.title, context.settings.language) }),
    reads: [] as string[],
  };
  try {
    context.signal?.throwIfAborted();
    const write = (text: LocalText): string => context.text.render(localize(text, context.settings.language));
    const words = {
      ...(spec.title === undefined ? {} : { title: write(spec.title) }),
      ...(spec.note === undefined ? {} : { note: write(spec.note) }),
    };
    return { ...common, ...words, ...(await resolveKind(spec, context, write)) } as ResolvedBlock;
  } catch (error) {
    const record = toErrorRecord(error);
    if (context.signal?.aborted || record.code === 'query.cancelled' || record.retryable) throw error;
    return {
      ...common,
      kind: 'error',
      code: record.code,
      message: record.hint ? `${record.message} (${record.hint})` : record.message,
    };
  }
}

async function resolveKind(
  spec: BlockSpec,
  context: BlockContext,
  write: (text: LocalText) => string,
): Promise<Partial<ResolvedBlock>> {
  switch (spec.kind) {
    case 'kpi':
      return resolveKpi(spec, context.figures, write);
    case 'table':
      return resolveTable(spec, context);
    case 'chart':
      return resolveChart(spec, context);
    case 'grade_table': {
      const { session, parameters, settings, signal } = context;
      const { note, ...table } = await resolveGradeTable(spec, session, parameters, settings.language, signal);
      const own = spec.note === undefined ? '' : `${write(spec.note)} `;
      return { kind: 'grade_table', reads: [spec.from], ...table, note: `${own}${note}` };
    }
    case 'text':
      return { kind: 'text', text: write(spec.text) };
    case 'page_break':
      return { kind: 'page_break' };
  }
}

function resolveKpi(spec: KpiSpec, figures: Figures, write: (text: LocalText) => string): Partial<ResolvedKpi> {
  const items = spec.items.map((item): ResolvedKpi['items'][number] => {
    const value = figureOf(figures, item.value);
    const change = item.change === undefined ? undefined : figureOf(figures, item.change);
    const target = item.target === undefined ? undefined : figureOf(figures, item.target);
    return {
      label: write(item.label),
      value: value.value,
      format: value.format,
      ...(value.metric !== undefined && { metric: value.metric }),
      ...(change && {
        change: {
          value: change.value,
          format: change.format,
          ...(item.change_label === undefined ? {} : { label: write(item.change_label) }),
          good: item.good,
        },
      }),
      ...(target && {
        target: {
          value: target.value,
          format: target.format,
          reached: isReached(value.value, target.value, item.good),
        },
      }),
      ...(item.note === undefined ? {} : { note: write(item.note) }),
    };
  });
  return { kind: 'kpi', items };
}

function isReached(value: Value, target: Value, good: 'up' | 'down' | 'neutral'): boolean | null {
  if (typeof value !== 'number' || typeof target !== 'number' || good === 'neutral') return null;
  return good === 'up' ? value >= target : value <= target;
}

async function resolveTable(spec: TableSpec, context: BlockContext): Promise<Partial<ResolvedTable>> {
  const { result, reads } = await ask(spec, context);
  const hidden = spec.highlight;
  const declared =
    spec.columns?.map((column) => column.name) ?? result.columns.map((c) => c.name).filter((name) => name !== hidden);
  const picks = declared.map((name) => indexOf(result, name, spec.id));
  const columns = declared.map((name, i) => {
    const own = spec.columns?.[i];
    const { bar, total } = own ?? {};
    return {
      ...describe(name, result, picks[i] ?? 0, reads, context, own),
      ...(bar && { bar }),
      ...(total && { total }),
    };
  });
  const rows = result.rows.map((row) => picks.map((pick) => row[pick] ?? null));
  const strong = hidden === undefined ? -1 : indexOf(result, hidden, spec.id);
  const highlighted = strong < 0 ? [] : result.rows.flatMap((row, i) => (row[strong] === true ? [i] : []));
  return {
    kind: 'table',
    reads,
    columns,
    rows,
    ...(columns.some((column) => column.total) && {
      totals: columns.map((column, i) => (column.total ? addUp(rows, i, column) : null)),
    }),
    ...(highlighted.length > 0 && { highlighted }),
  };
}

function addUp(rows: readonly Value[][], index: number, column: ResolvedColumn): Value {
  let total = 0;
  for (const row of rows) {
    const value = row[index] ?? null;
    if (value === null) continue;
    if (typeof value !== 'number')
      throw new AppError('block.total-of-text', `column "${column.name}" holds text and cannot be added up`);
    total += value;
  }
  // Sums of decimals drift in the last binary digits; 12 digits after the head are more than any unit of money has.
  return Number(total.toPrecision(15));
}

async function resolveChart(spec: ChartSpec, context: BlockContext): Promise<Partial<ResolvedChart>> {
  const { result, reads } = await ask(spec, context);
  const wanted = [spec.x, ...spec.y.map((y) => y), ...(spec.mark === undefined ? [] : [{ column: spec.mark }])];
  const picks = wanted.map(({ column }) => indexOf(result, column, spec.id));
  const columns = wanted.map((own, i) => describe(own.column, result, picks[i] ?? 0, reads, context, own));
  return {
    kind: 'chart',
    chart: spec.chart,
    reads,
    columns,
    rows: result.rows.map((row) => picks.map((pick) => row[pick] ?? null)),
    horizontal: spec.horizontal ?? false,
    stacked: spec.stacked ?? false,
    ...(spec.mark === undefined ? {} : { mark: wanted.length - 1 }),
  };
}

async function ask(
  spec: TableSpec | ChartSpec,
  context: BlockContext,
): Promise<{ result: QueryResult; reads: string[] }> {
  const [result, reads] = [
    await context.session.query(spec.sql, context.parameters, context.signal),
    await context.tablesOf(spec.sql),
  ];
  if (result.rows.length === 0 && spec.empty === 'refuse') {
    throw new AppError('block.empty', `block "${spec.id}" has no rows`, {
      hint: 'say `empty: allow` if that is fine, or check the period',
    });
  }
  if (result.rows.length > MAX_BLOCK_ROWS) {
    throw new AppError(
      'block.too-long',
      `block "${spec.id}" has ${result.rows.length} rows, more than ${MAX_BLOCK_ROWS}`,
      { hint: 'add a LIMIT or aggregate' },
    );
  }
  return { result, reads };
}

function indexOf(result: QueryResult, name: string, block: string): number {
  const index = result.columns.findIndex((column) => column.name === name);
  if (index >= 0) return index;
  throw new AppError(
    'block.unknown-column',
    `block "${block}" asks for column "${name}", which its query does not select`,
    {
      hint: `selected: ${result.columns.map((column) => column.name).join(', ')}`,
    },
  );
}

type OwnWords = { title?: LocalText | undefined; format?: ResolvedColumn['format'] | undefined; metric?: string };

function describe(
  name: string,
  result: QueryResult,
  index: number,
  reads: readonly string[],
  context: BlockContext,
  own: OwnWords | undefined,
): ResolvedColumn {
  const declared = reads.flatMap((table) => context.columnsOf(table)).find((column) => column.name === name);
  const format = own?.format ?? declared?.format ?? defaultFormat(result.columns[index]?.type ?? '');
  const title = own?.title ?? declared?.title ?? name.replaceAll('_', ' ');
  const isText = ['text', 'date', 'month'].includes(fullFormat(format).kind);
  return {
    name,
    title: context.text.render(localize(title, context.settings.language)),
    format,
    align: isText ? 'left' : 'right',
    ...(own?.metric !== undefined && { metric: own.metric }),
  };
}
