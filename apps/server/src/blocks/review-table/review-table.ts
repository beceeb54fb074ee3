import { AppError } from '../../common/errors.js';
import type { Language } from '../../common/local-text.js';
import type { QueryResult, Value } from '../../common/value.js';
import type { ReviewTableSpec } from '../../content/spec/review-table.js';
import { askBlock, columnIndex } from '../ask-block.js';
import type { BlockContext } from '../block-context.js';
import { describeColumn } from '../describe-column.js';
import { printable } from '../notes/note.js';
import { opinionsOn, type Opinion, type StatedOpinion } from '../notes/opinions.js';
import { itemNames } from '../query-cells.js';
import type { ResolvedColumn, ResolvedTable } from '../result.js';
import { reviewWords } from './review-words.js';

const OPINIONS: readonly Opinion[] = ['agree', 'disagree', 'unsure'];
/** Comments that are printed of one row. */
const MOST_COMMENTS = 3;

/**
 * Statements, a row each, with what people thought of them in earlier issues: how many agree, disagree, are unsure, and the latest comments;
 * as long as nobody wrote anything, with lines to write on. Throws AppError `review-table.nowhere` outside reports, `block.item-missing`,
 * `block.item-repeated`, and what `askBlock` throws.
 */
export async function resolveReviewTable(
  spec: ReviewTableSpec,
  context: BlockContext,
): Promise<Omit<ResolvedTable, 'id'>> {
  if (context.issue === undefined) {
    throw new AppError(
      'review-table.nowhere',
      `block "${spec.id}" is written on in issues, and only reports have them`,
    );
  }
  const { notes = [] } = context.issue;
  const { language } = context.settings;
  const words = reviewWords(language);
  const { result, reads } = await askBlock(spec, context);
  const items = itemNames(result, spec.item, spec.id);
  const opinions = items.map((item) => opinionsOn(notes, spec.id, item));
  const known = opinions.some((stated) => stated.length > 0);
  const { columns, rows } = ownColumns(spec, result, reads, context);
  return {
    kind: 'review_table',
    reads,
    columns: [...columns, ...(known ? countColumns(language) : blankColumns(language))],
    rows: rows.map((row, index) => [...row, ...(known ? countCells(opinions[index] ?? []) : [null, null])]),
    items,
    ...(!known && { fill_in: [columns.length, columns.length + 1] }),
    note: known ? words.written : words.toWrite,
  };
}

function ownColumns(
  spec: ReviewTableSpec,
  result: QueryResult,
  reads: readonly string[],
  context: BlockContext,
): { columns: ResolvedColumn[]; rows: Value[][] } {
  const all = result.columns.map(({ name }) => name).filter((name) => name !== spec.item);
  const names = spec.columns?.map(({ name }) => name) ?? all;
  const picks = names.map((name) => columnIndex(result, name, spec.id));
  const columns = names.map((name, i): ResolvedColumn => {
    const own = spec.columns?.[i];
    const column = describeColumn(name, result, picks[i] ?? 0, reads, context, own);
    return own?.bar ? { ...column, bar: true } : column;
  });
  return { columns, rows: result.rows.map((row) => picks.map((pick) => row[pick] ?? null)) };
}

function blankColumns(language: Language): ResolvedColumn[] {
  const words = reviewWords(language);
  return (['opinion', 'comment'] as const).map((name) => textColumn(name, words[name]));
}

function countColumns(language: Language): ResolvedColumn[] {
  const words = reviewWords(language);
  const count = (name: Opinion): ResolvedColumn => ({
    name,
    title: words.counts[name],
    format: 'number',
    align: 'right',
  });
  return [...OPINIONS.map(count), textColumn('comments', words.comments)];
}

function textColumn(name: string, title: string): ResolvedColumn {
  return { name, title, format: 'text', align: 'left' };
}

function countCells(stated: readonly StatedOpinion[]): Value[] {
  if (stated.length === 0) return [...OPINIONS.map(() => null), null];
  const comments = stated
    .filter(({ comment }) => comment !== '')
    .slice(0, MOST_COMMENTS)
    .map(({ comment, note }) => `${printable(comment)} (${printable(note.author)}, ${note.written_on})`);
  return [
    ...OPINIONS.map((opinion) => stated.filter((each) => each.opinion === opinion).length),
    comments.join(' / ') || null,
  ];
}
