import { holm } from '../../analytics/statistics/multiple-testing.js';
import { AppError } from '../../common/errors.js';
import { localize, type Language } from '../../common/local-text.js';
import type { QueryResult, Value } from '../../common/value.js';
import type { BeforeAfterSpec, MeasureSpec } from '../../content/spec/before-after.js';
import type { Format } from '../../content/spec/common.js';
import { askBlock, columnIndex } from '../ask-block.js';
import { fullFormat } from '../format-value.js';
import type { BlockContext } from '../block-context.js';
import type { ResolvedColumn, ResolvedTable } from '../result.js';
import { rounded } from '../rounded.js';
import { beforeAfterWords, verdictText } from './before-after-words.js';
import { compareGroups, type Effect, type Groups } from './compare-groups.js';
import { judge, type Judgement } from './judge.js';

interface Judged extends Effect {
  measure: MeasureSpec;
  /** Corrected for the number of measures. */
  p: number | null;
  judgement: Judgement;
}

/**
 * Two groups side by side, a row for each measure: both values, the difference with its 95 % interval, p (corrected by Holm where there are
 * several measures), a verdict in words and the number of cases. Throws AppError `before-after.group-missing`, `before-after.group-repeated`,
 * and what `askBlock` and `compareGroups` throw.
 */
export async function resolveBeforeAfter(
  spec: BeforeAfterSpec,
  context: BlockContext,
): Promise<Omit<ResolvedTable, 'id'>> {
  const { language } = context.settings;
  const { result, reads } = await askBlock(spec, context);
  if (result.rows.length === 0)
    return { kind: 'before_after', reads, columns: columnsOf(spec, [], language), rows: [] };
  const effects = judgeAll(spec, findGroups(spec, result), result);
  const columns = columnsOf(spec, effects, language);
  const index = (name: string): number => columns.findIndex((column) => column.name === name);
  return {
    kind: 'before_after',
    reads,
    columns,
    rows: effects.map((effect) => {
      const cells = cellsOf(effect, language);
      return columns.map(({ name }) => cells[name] ?? null);
    }),
    formats: effects.map(({ measure }) => columns.map(({ name }) => cellFormat(measure, name))),
    tones: { column: index('verdict'), rows: effects.map(({ judgement }) => judgement.tone) },
    interval: { estimate: index('difference'), low: index('low'), high: index('high') },
    note: noteOf(spec, effects, language),
  };
}

function judgeAll(spec: BeforeAfterSpec, groups: Groups, result: QueryResult): Judged[] {
  const effects = spec.measures.map((measure) => ({ measure, ...compareGroups(measure, groups, result, spec.id) }));
  const corrected = holm(effects.map(({ comparison }) => comparison.p));
  return effects.map((effect, i) => {
    const p = corrected[i] ?? null;
    const few = effect.smallest < spec.weak_below;
    return { ...effect, p, judgement: judge(effect.comparison, p, few, effect.measure.good) };
  });
}

function findGroups(spec: BeforeAfterSpec, result: QueryResult): Groups {
  const { group, before, after, control } = spec;
  if (control === undefined) {
    return { before: findRow(spec, result, [[group, before]]), after: findRow(spec, result, [[group, after]]) };
  }
  const find = (phase: Key, arm: Key): Value[] =>
    findRow(spec, result, [
      [group, phase],
      [control.column, arm],
    ]);
  return {
    before: find(before, control.treated),
    after: find(after, control.treated),
    controlBefore: find(before, control.untreated),
    controlAfter: find(after, control.untreated),
  };
}

type Key = string | number | boolean;

function findRow(spec: BeforeAfterSpec, result: QueryResult, keys: [column: string, value: Key][]): Value[] {
  const tests = keys.map(([column, value]) => ({ at: columnIndex(result, column, spec.id), value: String(value) }));
  const rows = result.rows.filter((row) => tests.every(({ at, value }) => String(row[at]) === value));
  const [row] = rows;
  if (row !== undefined && rows.length === 1) return row;
  const where = keys.map(([column, value]) => `${column} = ${String(value)}`).join(' and ');
  const [code, found] = rows.length === 0 ? ['group-missing', 'no row'] : ['group-repeated', `${rows.length} rows`];
  throw new AppError(`before-after.${code}`, `block "${spec.id}" has ${found} with ${where}`, {
    hint: 'the query gives one row for each group',
  });
}

function columnsOf(spec: BeforeAfterSpec, effects: readonly Judged[], language: Language): ResolvedColumn[] {
  const words = beforeAfterWords(language);
  const [first, second] = spec.control ? words.did : words.groups[spec.reading];
  const [firstSize, secondSize] = spec.control ? words.didSizes : [words.size(first), words.size(second)];
  const several = effects.filter(({ comparison }) => comparison.p !== null).length > 1;
  const number = (name: string, title: string, format: Format = 'number'): ResolvedColumn => ({
    name,
    title,
    format,
    align: 'right',
  });
  return [
    { name: 'measure', title: words.measure, format: 'text', align: 'left' },
    number('before', first),
    number('after', second),
    ...(spec.control ? [number('control_change', words.controlChange)] : []),
    number('difference', spec.control ? words.netEffect : words.difference),
    number('low', words.low),
    number('high', words.high),
    number('p', several ? words.corrected : words.p, 'p_value'),
    { name: 'verdict', title: words.verdict, format: 'text', align: 'left' },
    number('n_before', firstSize),
    number('n_after', secondSize),
  ];
}

function cellsOf(effect: Judged, language: Language): Record<string, Value> {
  const { comparison, measure } = effect;
  const value = (number: number | null | undefined): Value => (number == null ? null : rounded(number));
  return {
    measure: localize(measure.label, language),
    before: value(effect.before),
    after: value(effect.after),
    control_change: value(effect.controlChange),
    difference: value(comparison.difference),
    low: value(comparison.interval?.low),
    high: value(comparison.interval?.high),
    p: value(effect.p),
    verdict: verdictText(effect.judgement, language),
    n_before: effect.sizes[0],
    n_after: effect.sizes[1],
  };
}

/** Null where the column's own format holds. */
function cellFormat(measure: MeasureSpec, column: string): Format | null {
  const level = measure.share ? 'percent' : (measure.format ?? { kind: 'number', digits: 1 });
  if (column === 'before' || column === 'after') return level;
  if (!['control_change', 'difference', 'low', 'high'].includes(column)) return null;
  const full = fullFormat(level);
  return full.kind === 'percent' ? { ...full, kind: 'points' } : { ...full, sign: true };
}

function noteOf(spec: BeforeAfterSpec, effects: readonly Judged[], language: Language): string {
  const words = beforeAfterWords(language);
  const methods = [...new Set(effects.map(({ method }) => method))].map((method) => words.methods[method]);
  const tests = effects.filter(({ p }) => p !== null).length;
  return [
    words.method(methods),
    tests > 1 ? words.holm(tests) : '',
    effects.some(({ judgement }) => judgement.weak) ? words.weakRule(spec.weak_below) : '',
    words.caution[spec.reading],
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}
