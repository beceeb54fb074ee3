import { AppError, toErrorRecord } from '../common/errors.js';
import { localize, type LocalText } from '../common/local-text.js';
import type { Value } from '../common/value.js';
import type { BlockSpec, KpiSpec, TableSpec } from '../content/spec/block.js';
import { resolveActionTable } from './action-table/action-table.js';
import { askBlock, columnIndex } from './ask-block.js';
import { resolveBeforeAfter } from './before-after/before-after.js';
import type { BlockContext } from './block-context.js';
import { resolveChart } from './charts/resolve-chart.js';
import { dataFromNote, tileDataFrom } from './data-from.js';
import { describeColumn } from './describe-column.js';
import { figureOf } from './figures.js';
import { resolveGradeTable } from './grade-table/grade-table.js';
import { resolveHypothesisTable } from './hypothesis-table/hypothesis-table.js';
import { resolveIssueDiff } from './issue-diff/issue-diff.js';
import { resolveMigration } from './migration/migration.js';
import { resolveImage } from './resolve-image.js';
import { resolveReviewTable } from './review-table/review-table.js';
import { resolveRuleTable } from './rule-table/rule-table.js';
import type { ResolvedBlock, ResolvedColumn, ResolvedKpi, ResolvedTable } from './result.js';

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
    const write = (text: LocalText, key = 'text'): string =>
      context.text.render(localize(text, context.settings.language), `block "${spec.id}", ${key}`);
    const words = {
      ...(spec.title === undefined ? {} : { title: write(spec.title, 'title') }),
      ...(spec.note === undefined ? {} : { note: write(spec.note, 'note') }),
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
      return resolveKpi(spec, context, write);
    case 'table':
      return withOwnNote(await resolveTable(spec, context), spec, write);
    case 'chart':
      return withOwnNote(await resolveChart(spec, context), spec, write);
    case 'grade_table': {
      const { session, parameters, settings, signal } = context;
      const table = await resolveGradeTable(spec, session, parameters, settings.language, signal);
      return withOwnNote({ kind: 'grade_table' as const, reads: [spec.from], ...table }, spec, write);
    }
    case 'rule_table':
      return withOwnNote(await resolveRuleTable(spec, context), spec, write);
    case 'migration':
      return withOwnNote(await resolveMigration(spec, context), spec, write);
    case 'before_after':
      return withOwnNote(await resolveBeforeAfter(spec, context), spec, write);
    case 'issue_diff':
      return withOwnNote(resolveIssueDiff(spec, context, write), spec, write);
    case 'hypothesis_table':
      return withOwnNote(await resolveHypothesisTable(spec, context, write), spec, write);
    case 'action_table':
      return withOwnNote(await resolveActionTable(spec, context, write), spec, write);
    case 'review_table':
      return withOwnNote(await resolveReviewTable(spec, context), spec, write);
    case 'text':
      return { kind: 'text', text: write(spec.text) };
    case 'code':
      return { kind: 'code', code: spec.code };
    case 'image':
      return resolveImage(spec, context, write);
    case 'page_break':
      return { kind: 'page_break' };
  }
}

/** What the block says of itself follows what the writer says of it. */
function withOwnNote<Block extends { note?: string }>(
  resolved: Block,
  { note }: BlockSpec,
  write: (text: LocalText) => string,
): Block {
  const notes = [note === undefined ? '' : write(note), resolved.note ?? ''].filter((each) => each !== '');
  return notes.length === 0 ? resolved : { ...resolved, note: notes.join(' ') };
}

function resolveKpi(
  spec: KpiSpec,
  { figures, settings }: BlockContext,
  write: (text: LocalText) => string,
): Partial<ResolvedKpi> {
  const asked = spec.items.filter(({ optional, value }) => optional !== true || figures.has(value));
  const items = asked.map((item): ResolvedKpi['items'][number] => {
    const value = figureOf(figures, item.value);
    const change = item.change === undefined ? undefined : figureOf(figures, item.change);
    const target = item.target === undefined ? undefined : figureOf(figures, item.target);
    const notes = [
      item.note === undefined ? undefined : write(item.note),
      tileDataFrom(figures, item.value, settings.language),
    ];
    const note = notes.filter((each) => each !== undefined).join(' · ');
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
      ...(note !== '' && { note }),
    };
  });
  return { kind: 'kpi', items };
}

function isReached(value: Value, target: Value, good: 'up' | 'down' | 'neutral'): boolean | null {
  if (typeof value !== 'number' || typeof target !== 'number' || good === 'neutral') return null;
  return good === 'up' ? value >= target : value <= target;
}

async function resolveTable(spec: TableSpec, context: BlockContext): Promise<Omit<ResolvedTable, 'id'>> {
  const { result, reads } = await askBlock(spec, context);
  const hidden = spec.highlight;
  const declared =
    spec.columns?.map((column) => column.name) ?? result.columns.map((c) => c.name).filter((name) => name !== hidden);
  const picks = declared.map((name) => columnIndex(result, name, spec.id));
  const columns = declared.map((name, i) => {
    const own = spec.columns?.[i];
    const { bar, total } = own ?? {};
    return {
      ...describeColumn(name, result, picks[i] ?? 0, reads, context, own),
      ...(bar && { bar }),
      ...(total && { total }),
    };
  });
  const rows = result.rows.map((row) => picks.map((pick) => row[pick] ?? null));
  const strong = hidden === undefined ? -1 : columnIndex(result, hidden, spec.id);
  const note = dataFromNote(result, context.settings.language);
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
    ...(note !== undefined && { note }),
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
