import { AppError } from '../../common/errors.js';
import type { Language, LocalText } from '../../common/local-text.js';
import type { Value } from '../../common/value.js';
import type { Format } from '../../content/spec/common.js';
import { expectation, type Expectation, type HypothesisTableSpec } from '../../content/spec/hypothesis-table.js';
import { askBlock, columnIndex, numberIn } from '../ask-block.js';
import type { BlockContext } from '../block-context.js';
import { EFFECT_COLUMNS, effectColumns, effectFormats, type Effect } from '../effect-columns.js';
import { defaultFormat, figureOf, numberOf } from '../figures.js';
import { fullFormat } from '../format-value.js';
import { refuseOthers, textIn } from '../query-cells.js';
import type { ResolvedColumn, ResolvedTable } from '../result.js';
import { hypothesisWords } from './hypothesis-words.js';
import { judgeHypothesis, VERDICT_TONES } from './judge-hypothesis.js';

interface Hypothesis extends Effect {
  statement: string;
  variables: string;
  expect: Expectation;
  p: number | null;
}

type Write = (text: LocalText, key?: string) => string;

/**
 * Hypotheses, a row each: the sentence, the variables that test it, the verdict in words, the effect with its interval, p where there is one.
 * Throws AppError `hypothesis-table.turned-interval`, `hypothesis-table.unknown-expect`, `block.unknown-columns`, and what figures and
 * `askBlock` throw.
 */
export async function resolveHypothesisTable(
  spec: HypothesisTableSpec,
  context: BlockContext,
  write: Write,
): Promise<Omit<ResolvedTable, 'id'>> {
  const { hypotheses, reads } = spec.sql === undefined ? listed(spec, context, write) : await asked(spec, context);
  const { language } = context.settings;
  const words = hypothesisWords(language);
  const verdicts = hypotheses.map((each) => judgeHypothesis(each.expect, inOrder(each, spec.id)));
  const columns = columnsOf(hypotheses, language);
  const formats = effectFormats(hypotheses, columns);
  const index = (name: string): number => columns.findIndex((column) => column.name === name);
  return {
    kind: 'hypothesis_table',
    reads,
    columns,
    rows: hypotheses.map((each, row) => {
      const cells: Record<string, Value> = { ...each, verdict: words.verdicts[verdicts[row] ?? 'unknown'] } as never;
      return columns.map(({ name }) => cells[name] ?? null);
    }),
    ...(formats && { formats }),
    tones: { column: index('verdict'), rows: verdicts.map((verdict) => VERDICT_TONES[verdict]) },
    interval: { estimate: index('effect'), low: index('low'), high: index('high') },
    note: hypotheses.length > 1 ? `${words.rule} ${words.several(hypotheses.length)}` : words.rule,
  };
}

function listed({ items = [] }: HypothesisTableSpec, { figures }: BlockContext, write: Write) {
  const hypotheses = items.map((item): Hypothesis => {
    const place = `item "${item.id}"`;
    return {
      statement: write(item.statement, `${place}, statement`),
      variables: item.variables === undefined ? '' : write(item.variables, `${place}, variables`),
      expect: item.expect,
      effect: numberOf(figures, item.effect),
      low: numberOf(figures, item.low),
      high: numberOf(figures, item.high),
      p: item.p === undefined ? null : numberOf(figures, item.p),
      format: signed(item.format ?? figureOf(figures, item.effect).format),
    };
  });
  return { hypotheses, reads: [] };
}

async function asked(spec: HypothesisTableSpec, context: BlockContext) {
  const { result, reads } = await askBlock({ ...spec, sql: spec.sql ?? '' }, context);
  refuseOthers(result, ['statement', 'variables', 'expect', 'effect', 'low', 'high', 'p'], spec.id);
  const has = (name: string): boolean => result.columns.some((column) => column.name === name);
  const type = result.columns[columnIndex(result, 'effect', spec.id)]?.type ?? '';
  const hypotheses = result.rows.map((row): Hypothesis => {
    const number = (name: string): number | null => numberIn(result, row, name, spec.id);
    return {
      statement: textIn(result, row, 'statement', spec.id),
      variables: has('variables') ? textIn(result, row, 'variables', spec.id) : '',
      expect: expectationOf(textIn(result, row, 'expect', spec.id), spec.id),
      effect: number('effect'),
      low: number('low'),
      high: number('high'),
      p: has('p') ? number('p') : null,
      format: signed(spec.format ?? defaultFormat(type)),
    };
  });
  return { hypotheses, reads };
}

function expectationOf(text: string, block: string): Expectation {
  const read = expectation.safeParse(text);
  if (read.success) return read.data;
  throw new AppError('hypothesis-table.unknown-expect', `block "${block}" expects "${text}" of a hypothesis`, {
    hint: `expect is one of ${expectation.options.join(', ')}`,
  });
}

function inOrder(effect: Hypothesis, block: string): Hypothesis {
  if (effect.low === null || effect.high === null || effect.low <= effect.high) return effect;
  throw new AppError(
    'hypothesis-table.turned-interval',
    `block "${block}" has an interval from ${effect.low} down to ${effect.high}`,
    { hint: `hypothesis: ${effect.statement}` },
  );
}

/** Effects carry their sign; a multiple has none. */
function signed(format: Format): Format {
  const full = fullFormat(format);
  return full.kind === 'points' || full.kind === 'multiple' ? format : { ...full, sign: true };
}

function columnsOf(hypotheses: readonly Hypothesis[], language: Language): ResolvedColumn[] {
  const words = hypothesisWords(language);
  const text = (name: 'statement' | 'variables' | 'verdict'): ResolvedColumn => ({
    name,
    title: words[name],
    format: 'text',
    align: 'left',
  });
  return [
    text('statement'),
    ...(hypotheses.some(({ variables }) => variables !== '') ? [text('variables')] : []),
    text('verdict'),
    ...effectColumns(hypotheses, words, EFFECT_COLUMNS),
    ...(hypotheses.some(({ p }) => p !== null)
      ? [{ name: 'p', title: words.p, format: 'p_value', align: 'right' } as const]
      : []),
  ];
}
