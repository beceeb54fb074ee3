import { AppError } from '../../common/errors.js';
import type { ResponseModelAnalysis } from '../../content/spec/response-model.js';
import { quoteName } from '../../engine/quote.js';
import { readColumns } from '../../engine/read-columns.js';
import type { BuildContext } from '../build-context.js';

/**
 * What contacting each case brings: its margin where it responds, less its cost, in units of the `scale`th decimal, so that sums have no rounding; undefined
 * where no profit is asked for. Throws `response_model.no-money` where a cost, or the margin of a responder, is missing.
 */
export async function readProfits(
  { workspace, signal }: BuildContext,
  { thresholds, input }: ResponseModelAnalysis,
  scale: number,
): Promise<Float64Array | undefined> {
  if (thresholds.profit === undefined) return undefined;
  const { margin, cost } = thresholds.profit;
  const missing = (name: string, where: string) => `count(*) FILTER (${quoteName(name)} IS NULL AND ${where})`;
  const counted = await workspace.run(
    `SELECT ${missing(margin, '_outcome = 1')}, ${missing(cost, 'true')} FROM _cases`,
  );
  for (const [i, column] of [margin, cost].entries()) {
    const rows = Number(counted.rows[0]![i]);
    if (rows === 0) continue;
    const of = column === margin ? 'cases that responded' : 'cases';
    throw new AppError('response_model.no-money', `${rows} ${of} of "${input}" have no "${column}".`, {
      hint: `Write what it is worth in SQL, coalesce(${column}, 0) for instance, or leave those cases out.`,
      details: { column, rows },
    });
  }
  const units = (name: string) => `round(${quoteName(name)}::DECIMAL(18,${scale})::DOUBLE * 1e${scale})`;
  const sql = `SELECT CASE WHEN _outcome = 1 THEN ${units(margin)} ELSE 0 END - ${units(cost)} FROM _cases ORDER BY _row`;
  return (await readColumns(workspace, sql, {}, signal)).columns[0] as Float64Array;
}

/** Units of the `scale`th decimal as the text of a decimal number. */
export function moneyText(units: number | null, scale: number): string | null {
  if (units === null) return null;
  const digits = String(Math.abs(units)).padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  return `${units < 0 ? '-' : ''}${whole}${scale === 0 ? '' : `.${digits.slice(-scale)}`}`;
}
