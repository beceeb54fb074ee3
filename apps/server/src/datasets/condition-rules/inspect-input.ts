import { AppError } from '../../common/errors.js';
import { analysisColumns } from '../../content/analysis-tables.js';
import { moneyScale } from '../../content/analyses/analysis-kind.js';
import type { ConditionRulesAnalysis } from '../../content/spec/condition-rules.js';
import { quoteName, quoteTable } from '../../engine/quote.js';
import type { BuildContext } from '../build-context.js';
import { columnMissing } from '../column-type.js';
import { outcomeColumn, requireYesNo } from '../models/outcome.js';
import { type CellSource, compileSource, type MoneyColumns } from './compile-cells.js';

export interface InspectedInput {
  /** Type of each column of the input. */
  types: Map<string, string>;
  source: CellSource;
  money: MoneyColumns | undefined;
}

/**
 * Looks at the columns that the analysis names. Throws `dataset.column-missing`, `dataset.empty`, `rules.null-values`, `model.no-outcome`,
 * `rules.one-outcome`, `rules.one-part`, each naming the column.
 */
export async function inspectInput(context: BuildContext, spec: ConditionRulesAnalysis): Promise<InspectedInput> {
  const { workspace, asOf } = context;
  const { columns } = await workspace.run(`SELECT * FROM ${quoteTable(spec.input)} LIMIT 0`);
  const types = new Map(columns.map(({ name, type }) => [name, type]));
  const missing = analysisColumns(spec).find(({ name }) => !types.has(name));
  if (missing) throw columnMissing(spec.input, missing.name, [...types.keys()]);
  const source = compileSource(spec, asOf);
  await requireRows(context, spec, source);
  return { types, source, money: moneyOf(spec, types) };
}

function moneyOf(
  { margin, cost }: ConditionRulesAnalysis,
  types: ReadonlyMap<string, string>,
): MoneyColumns | undefined {
  if (margin === undefined || cost === undefined) return undefined;
  for (const name of [margin, cost]) {
    const type = types.get(name)!;
    if (/INT|^(DECIMAL|DOUBLE|FLOAT)/.test(type)) continue;
    throw new AppError('rules.no-number', `Column "${name}" is ${type}, which is no amount of money.`, {
      hint: 'Declare it as DECIMAL(18,2).',
      details: { column: name, type },
    });
  }
  return { margin, marginScale: moneyScale(types.get(margin)!), cost, costScale: moneyScale(types.get(cost)!) };
}

async function requireRows(
  context: BuildContext,
  spec: ConditionRulesAnalysis,
  { input, outcome, found, where }: CellSource,
): Promise<void> {
  const { workspace, item, signal } = context;
  const named = outcomeColumn(spec.outcome);
  const split = 'key' in spec.holdout ? spec.holdout.key : spec.holdout.date;
  const needed = [named, split, ...[spec.margin, spec.cost].filter((name) => name !== undefined)];
  const nulls = needed.map((name) => `count(*) FILTER (${quoteName(name)} IS NULL)`);
  const counts = await workspace.run(`SELECT ${nulls.join(', ')} FROM ${input}`, {}, signal);
  const [row = []] = counts.rows;
  const at = row.findIndex((count) => Number(count) > 0);
  if (at >= 0) throw holes(item.name, spec.input, needed[at]!, Number(row[at]));
  await requireYesNo(context, spec.input, spec.outcome);
  const sizes = `SELECT count(*), count(*) FILTER (${outcome}), count(*) FILTER (${found}) FROM ${input} WHERE ${where}`;
  const [[rows = 0, responders = 0, foundOn = 0] = []] = (await workspace.run(sizes, {}, signal)).rows as number[][];
  if (rows === 0)
    throw new AppError('dataset.empty', `"${spec.input}" has no rows to find rules in.`, {
      details: { input: spec.input },
    });
  if (responders === 0 || responders === rows) throw oneOutcome(spec.input, named, rows, responders);
  if (foundOn === 0 || foundOn === rows) throw onePart(spec.input, split, rows, foundOn === 0);
}

function holes(dataset: string, input: string, column: string, count: number): AppError {
  return new AppError('rules.null-values', `${count} rows of "${input}" have no "${column}".`, {
    hint: `Leave them out in the SQL of "${input}", or give them a value there.`,
    details: { dataset, input, column },
  });
}

function oneOutcome(input: string, column: string, rows: number, responders: number): AppError {
  const all = responders === 0 ? `None of the ${rows} rows of "${input}" has` : `All ${rows} rows of "${input}" have`;
  return new AppError(
    'rules.one-outcome',
    `${all} the outcome "${column}", so that no rule can be told from the rest.`,
    {
      details: { input, column, rows },
    },
  );
}

function onePart(input: string, column: string, rows: number, isFoundEmpty: boolean): AppError {
  const gap = isFoundEmpty ? 'find rules on' : 'judge them on';
  return new AppError('rules.one-part', `The ${rows} rows of "${input}" leave none to ${gap}, by "${column}".`, {
    hint: 'Choose another day for holdout.from, fewer holdout.last_months, or a key with more values.',
    details: { input, column },
  });
}
