import { AppError } from '../../common/errors.js';
import { type Condition, conditionName, type WrittenCondition } from '../../content/spec/condition-rules.js';
import { quoteName } from '../../engine/quote.js';

/** How a condition's values are told apart: as they are, by bands, or at most / at least some values, which overlap. */
export type ConditionKind = 'levels' | 'bands' | 'at_most' | 'at_least';

export interface PlannedCondition {
  name: string;
  kind: ConditionKind;
  /** Value of a row in SQL; null meets no condition. */
  value: string;
  /** Ascending, as SQL numbers; none of levels. Those of quantiles are fitted first. */
  borders: readonly string[];
  /** How many bands are to be fitted; then there are no borders yet. */
  quantiles: number | undefined;
  label: string;
  /** Whole values that nothing lies below and above: hours 0 to 24. */
  limits: readonly [low: string, high: string] | undefined;
}

const NUMBER = /INT|^(DECIMAL|DOUBLE|FLOAT)/;
const MOMENT = /^(DATE|TIMESTAMP|TIME)/;

/** Conditions in their order; `types` are those of the input's columns. Throws `rules.no-number`, `rules.no-moment`, naming the column. */
export function planConditions(
  conditions: readonly WrittenCondition[],
  types: ReadonlyMap<string, string>,
): PlannedCondition[] {
  return conditions.map((written) => {
    const condition: Condition = typeof written === 'string' ? { column: written } : written;
    const kind = kindOf(condition);
    requireType(condition, kind, types.get(condition.column)!);
    const name = conditionName(written);
    return {
      name,
      kind,
      value: valueSql(condition, types.get(condition.column)!),
      borders: (condition.breaks ?? condition.at_most ?? condition.at_least ?? []).map(String),
      quantiles: condition.quantiles,
      label: condition.label ?? defaultLabel(name, kind),
      limits: condition.part === 'hour' ? ['0', '24'] : undefined,
    };
  });
}

function kindOf({ breaks, quantiles, at_most, at_least }: Condition): ConditionKind {
  if (breaks ?? quantiles) return 'bands';
  if (at_most) return 'at_most';
  return at_least ? 'at_least' : 'levels';
}

function defaultLabel(name: string, kind: ConditionKind): string {
  return `${name} ${{ levels: '= ', bands: '', at_most: '≤ ', at_least: '≥ ' }[kind]}{value}`;
}

function valueSql({ column, part }: Condition, type: string): string {
  const value = quoteName(column);
  if (part === 'weekday') return `dayname(${value})`;
  if (part !== undefined) return `${part}(${value})`;
  // NaN would be above every border.
  return /^(DOUBLE|FLOAT)/.test(type) ? `nullif(${value}, 'nan')` : value;
}

function requireType({ column, part }: Condition, kind: ConditionKind, type: string): void {
  if (part !== undefined) {
    if (!MOMENT.test(type)) {
      throw unfit('rules.no-moment', column, type, `so that it has no ${part}`, 'Declare it as DATE or TIMESTAMP.');
    }
    return;
  }
  if (kind === 'levels' || NUMBER.test(type)) return;
  throw unfit(
    'rules.no-number',
    column,
    type,
    'so that it has no borders',
    'Declare it as a number, or take its values as they are.',
  );
}

function unfit(code: string, column: string, type: string, why: string, hint: string): AppError {
  return new AppError(code, `Column "${column}" is ${type}, ${why}.`, { hint, details: { column, type } });
}

/** Code of a row's band in SQL: 1 … as many as there are, 0 for none. For levels the value itself, coded later. */
export function codeSql({ kind, value, borders }: PlannedCondition): string {
  if (kind === 'levels') return value;
  const when = (test: string, code: number) => `WHEN ${value} ${test} THEN ${code}`;
  const cases = {
    bands: () => [...borders.map((border, i) => when(`< ${border}`, i + 1)), `ELSE ${borders.length + 1}`],
    at_most: () => [...borders.map((border, i) => when(`<= ${border}`, i + 1)), 'ELSE 0'],
    at_least: () => [...borders.map((border, i) => when(`>= ${border}`, i + 1)).toReversed(), 'ELSE 0'],
  }[kind]();
  return `CASE WHEN ${value} IS NULL THEN 0 ${cases.join(' ')} END::USMALLINT`;
}
