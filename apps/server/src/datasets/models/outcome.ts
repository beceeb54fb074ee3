import { AppError } from '../../common/errors.js';
import type { Outcome } from '../../content/spec/model-columns.js';
import { quoteName, quoteTable, quoteText } from '../../engine/quote.js';
import type { BuildContext } from '../build-context.js';

/** Column that an outcome looks at. */
export function outcomeColumn(outcome: Outcome): string {
  return typeof outcome === 'string' ? outcome : outcome.column;
}

/**
 * An outcome as an expression that is 1, 0 or NULL where there is none. Without `is` the values are true, false, 1 and 0, also as texts; `requireYesNo`
 * refuses others.
 */
export function compileOutcome(outcome: Outcome): string {
  const column = quoteName(outcomeColumn(outcome));
  return `CASE WHEN ${column} IS NOT NULL THEN coalesce(${isYes(outcome)}, false)::INTEGER END`;
}

function isYes(outcome: Outcome): string {
  if (typeof outcome === 'string') return isWord(outcome, 'true', 1);
  const column = quoteName(outcome.column);
  // 1 and 1.0 are one number but two texts.
  if (typeof outcome.is === 'number') return `try_cast(${column} AS DOUBLE) = ${outcome.is}`;
  return `${column}::VARCHAR = ${quoteText(String(outcome.is))}`;
}

/** Not a cast: to the engine 2 is true, and so is 'y'. */
function isWord(column: string, word: string, number: number): string {
  const text = `lower(${quoteName(column)}::VARCHAR)`;
  return `(${text} = '${word}' OR try_cast(${text} AS DOUBLE) = ${number})`;
}

/** Throws `model.no-outcome`, saying how many and which, where an outcome without `is` holds other values than yes and no. */
export async function requireYesNo(
  { workspace, signal }: Pick<BuildContext, 'workspace' | 'signal'>,
  input: string,
  outcome: Outcome,
): Promise<void> {
  if (typeof outcome !== 'string') return;
  const isNeither = `NOT coalesce(${isWord(outcome, 'true', 1)} OR ${isWord(outcome, 'false', 0)}, false)`;
  const column = quoteName(outcome);
  const { rows } = await workspace.run(
    `SELECT count(*), min(${column}::VARCHAR) FROM ${quoteTable(input)} WHERE ${column} IS NOT NULL AND ${isNeither}`,
    {},
    signal,
  );
  const [count, example] = rows[0] ?? [];
  if (Number(count) === 0) return;
  throw new AppError(
    'model.no-outcome',
    `${count} rows of "${input}" have a "${outcome}" that is neither yes nor no: ${example}.`,
    {
      hint: `Write outcome: {column: ${outcome}, is: …} with the value that counts as yes.`,
      details: { input, column: outcome },
    },
  );
}
