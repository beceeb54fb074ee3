import { AppError } from '../../common/errors.js';
import type { ColumnShape } from '../../content/project.js';
import type { DatePart, FeatureColumns } from '../../content/spec/model-columns.js';
import { quoteName } from '../../engine/quote.js';
import { columnMissing } from '../column-type.js';

/** A column for a learner; `sql` gives a DOUBLE, or a name (VARCHAR) of a categorical one, and NULL where it is missing. */
export interface FeatureExpression {
  name: string;
  kind: 'numeric' | 'categorical';
  sql: string;
}

/** A column that a model learns from. */
export interface PlannedFeature extends FeatureExpression {
  /** Column of the input that it is made of. */
  column: string;
}

const NUMBER = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DECIMAL|DOUBLE|FLOAT)/;
const DATE_PARTS: Record<DatePart, (column: string) => string> = {
  age_days: (column) => `$as_of::DATE - ${column}::DATE`,
  month: (column) => `month(${column})`,
  weekday: (column) => `isodow(${column})`,
  hour: (column) => `hour(${column}::TIMESTAMP)`,
};

/**
 * The columns that a model learns from, in the order of their names, so that the order in the file changes nothing. `taken` are those with
 * another part in the analysis. Throws `dataset.column-missing`, `model.date-undeclared` and `model.no-feature`, naming the column.
 */
export function planFeatures(
  input: string,
  columns: readonly ColumnShape[],
  { only, except, dates }: FeatureColumns,
  taken: readonly string[],
): PlannedFeature[] {
  const found = columns.map(({ name }) => name);
  for (const wanted of [...(only ?? []), ...except, ...Object.keys(dates), ...taken])
    if (!found.includes(wanted)) throw columnMissing(input, wanted, found);
  const out = new Set([...except, ...taken]);
  const chosen = columns.filter(({ name }) => (only ? only.includes(name) : !out.has(name)));
  const planned = chosen.flatMap((column) => planColumn(column, dates[column.name]));
  if (planned.length === 0) {
    throw new AppError('model.no-feature', `"${input}" has no column left that a model could learn from.`, {
      hint: 'See features.only and features.except, and declare what of the dates counts (features.dates).',
    });
  }
  return planned.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function planColumn({ name, type }: ColumnShape, parts: readonly DatePart[] | undefined): PlannedFeature[] {
  const column = quoteName(name);
  if (/^(DATE|TIMESTAMP)/.test(type)) {
    if (parts === undefined) throw undeclaredDate(name);
    return parts.map((part) => ({
      name: `${name}_${part}`,
      column: name,
      kind: 'numeric',
      sql: DATE_PARTS[part](column),
    }));
  }
  if (NUMBER.test(type)) return [{ name, column: name, kind: 'numeric', sql: column }];
  if (type === 'BOOLEAN') return [{ name, column: name, kind: 'numeric', sql: `${column}::INTEGER` }];
  if (type === 'VARCHAR' || type.startsWith('ENUM'))
    return [{ name, column: name, kind: 'categorical', sql: `nullif(trim(${column}::VARCHAR), '')` }];
  throw new AppError('model.bad-column', `A model can't learn from column "${name}", which is ${type}.`, {
    hint: 'Take numbers, texts, booleans or parts of dates out of it in SQL, or name it in features.except.',
    details: { column: name, type },
  });
}

function undeclaredDate(column: string): AppError {
  return new AppError('model.date-undeclared', `A model can't learn from the date "${column}" as it is.`, {
    hint: `Declare what counts, for instance features: {dates: {${column}: [age_days, month]}}, or name it in features.except.`,
    details: { column },
  });
}
