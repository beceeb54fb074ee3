import { AppError } from '../../common/errors.js';
import type { Language } from '../../common/local-text.js';
import type { QueryResult, Value } from '../../common/value.js';
import type { Format } from '../../content/spec/common.js';
import type { RuleTableSpec } from '../../content/spec/rule-table.js';
import { askBlock, columnIndex, numberIn } from '../ask-block.js';
import type { BlockContext } from '../block-context.js';
import type { ResolvedColumn, ResolvedTable } from '../result.js';
import { ruleWords, type RuleMeasure } from './rule-words.js';

/** What joins the conditions of a rule in one text. */
const JOINED = ' & ';

const FORMATS: Record<RuleMeasure, Format> = {
  support: 'percent',
  confidence: 'percent',
  lift: { kind: 'multiple', digits: 2 },
  leverage: { kind: 'points', digits: 2 },
  conviction: { kind: 'number', digits: 2 },
  zhang: { kind: 'number', digits: 2 },
  efficiency: 'number',
  multiple: { kind: 'multiple', digits: 1 },
  low: 'number',
  high: 'number',
  p: 'p_value',
  n: 'number',
};

/**
 * Rules in the order of the query: conditions as chips, then those of the known measures that the query selects; lift with a bar,
 * representatives strong and marked. Throws AppError `rule-table.no-measures`, `rule-table.unknown-columns`, and what `askBlock` throws.
 */
export async function resolveRuleTable(spec: RuleTableSpec, context: BlockContext): Promise<Omit<ResolvedTable, 'id'>> {
  const { language } = context.settings;
  const { result, reads } = await askBlock(spec, context);
  const measures = measuresOf(spec, result);
  const mark = spec.representative === undefined ? -1 : columnIndex(result, spec.representative, spec.id);
  const chips = result.rows.map((row) => conditionsOf(spec, result, row));
  const kept = result.rows.flatMap((row, i) => (row[mark] === true ? [i] : []));
  const words = ruleWords(language);
  return {
    kind: 'rule_table',
    reads,
    columns: columnsOf(spec, measures, language),
    rows: result.rows.map((row, i) => [
      chips[i]?.join(JOINED) ?? '',
      ...measures.map((measure) => numberIn(result, row, measure, spec.id)),
      ...(mark < 0 ? [] : [kept.includes(i) ? words.representative : null]),
    ]),
    chips,
    ...(kept.length > 0 && { highlighted: kept }),
  };
}

function measuresOf(spec: RuleTableSpec, result: QueryResult): RuleMeasure[] {
  const selected = result.columns.map(({ name }) => name);
  const known = Object.keys(FORMATS) as RuleMeasure[];
  const others = [...spec.conditions, ...(spec.representative === undefined ? [] : [spec.representative])];
  const strangers = selected.filter((name) => ![...known, ...others].includes(name as RuleMeasure));
  if (strangers.length > 0) {
    throw new AppError(
      'rule-table.unknown-columns',
      `block "${spec.id}" selects ${strangers.join(', ')}, which a rule table does not show`,
      { hint: `measures are ${known.join(', ')}; everything else is named under conditions or representative` },
    );
  }
  const measures = known.filter((name) => selected.includes(name));
  if (measures.length > 0) return measures;
  throw new AppError('rule-table.no-measures', `block "${spec.id}" selects no measure of its rules`, {
    hint: `select one or more of ${known.join(', ')}`,
  });
}

function conditionsOf(spec: RuleTableSpec, result: QueryResult, row: readonly Value[]): string[] {
  return spec.conditions
    .flatMap((name) => {
      const value = row[columnIndex(result, name, spec.id)] ?? null;
      return value === null ? [] : String(value).split(JOINED);
    })
    .map((condition) => condition.trim())
    .filter((condition) => condition !== '');
}

function columnsOf(spec: RuleTableSpec, measures: readonly RuleMeasure[], language: Language): ResolvedColumn[] {
  const words = ruleWords(language);
  const columns = measures.map((name): ResolvedColumn => {
    const isEnd = name === 'low' || name === 'high';
    return {
      name,
      title: isEnd ? words[name](words.columns[spec.interval_of]) : words.columns[name],
      format: FORMATS[isEnd ? spec.interval_of : name],
      align: 'right',
      ...(name === 'lift' && { bar: true }),
    };
  });
  return [
    { name: 'rule', title: words.rule, format: 'text', align: 'left' },
    ...columns,
    ...(spec.representative === undefined
      ? []
      : [{ name: 'mark', title: words.mark, format: 'text', align: 'left' } as const]),
  ];
}
