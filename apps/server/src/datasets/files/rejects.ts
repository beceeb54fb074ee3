import { join } from 'node:path';
import { AppError } from '../../common/errors.js';
import type { DatasetItem } from '../../content/project.js';
import { quoteText } from '../../engine/quote.js';
import type { Workspace } from '../../engine/workspace.js';
import type { BuildContext, BuiltTable } from '../build-context.js';
import { copyTo } from '../write-table.js';

/** Names of the TEMP tables in which DuckDB notes what it refused. */
export const REJECTS = { errors: 'refused_values', scans: 'refused_scans' };
const KEPT = 'refused_rows';

export interface Rejects {
  /** Rows refused; a row with two bad values counts once. */
  refused: number;
  /** The first five mistakes. */
  first: { row: number; column: string | null; value: string | null; reason: string }[];
}

/**
 * Runs a SELECT over a delimited file into a Parquet file and keeps what was refused in the table `refused_rows`: row (number of the
 * record in the file, the header being 1, as a spreadsheet counts), column, value, reason.
 */
export async function readRejects(
  workspace: Workspace,
  select: string,
  path: string,
  signal?: AbortSignal,
): Promise<{ rows: number; rejects: Rejects }> {
  const result = await workspace.runTogether(
    [
      copyTo(select, path),
      `CREATE TABLE ${KEPT} AS ${REJECTED_ROWS}`,
      `SELECT (SELECT count(*) FROM read_parquet(${quoteText(path)})), (SELECT count(DISTINCT "row") FROM ${KEPT})`,
    ],
    signal,
  );
  const [rows, refused] = result.rows[0] ?? [];
  const first = await workspace.run(`SELECT "row", "column", value, reason FROM ${KEPT} ORDER BY ALL LIMIT 5`);
  return {
    rows: Number(rows),
    rejects: {
      refused: Number(refused),
      first: first.rows.map(([row, column, value, reason]) => ({
        row: Number(row),
        column: column as string | null,
        value: value as string | null,
        reason: String(reason),
      })),
    },
  };
}

const REJECTED_ROWS = `
  SELECT DISTINCT
    line::BIGINT AS "row",
    CASE WHEN error_type = 'CAST' THEN column_name END AS "column",
    CASE WHEN error_type = 'CAST'
      THEN coalesce(nullif(regexp_extract(error_message, 'Could not convert string "(.*)" to ''', 1, 's'), ''), trim(csv_line, e'\\r\\n'))
      ELSE trim(csv_line, e'\\r\\n') END AS value,
    CASE error_type
      WHEN 'CAST' THEN 'not a ' || regexp_extract(error_message, '" to ''(.*)''', 1, 's')
      WHEN 'MISSING COLUMNS' THEN 'too few fields: ' || lower(error_message)
      WHEN 'TOO MANY COLUMNS' THEN 'too many fields: ' || lower(error_message)
      ELSE lower(error_type::VARCHAR) END AS reason
  FROM ${REJECTS.errors}`;

/** Writes the refused rows as the table `<dataset>._rejects`. */
export async function writeRejects({ workspace, item, folder }: BuildContext): Promise<BuiltTable> {
  const table = { name: `${item.name}._rejects`, file: '_rejects.parquet' };
  await workspace.run(copyTo(`SELECT * FROM ${KEPT} ORDER BY ALL`, join(folder, table.file)));
  return table;
}

/** Throws `dataset.tolerance-exceeded` with the first five mistakes when more rows were refused than the definition allows. */
export function assertTolerated(item: DatasetItem, path: string, read: number, rejects: Rejects): void {
  const { tolerance } = item.spec.rejects;
  if (rejects.refused <= tolerance * read) return;
  const [example] = rejects.first;
  const where = example?.column ? `row ${example.row}, column "${example.column}"` : `row ${example?.row}`;
  throw new AppError(
    'dataset.tolerance-exceeded',
    `${rejects.refused} of ${read} rows of ${path} were refused; dataset "${item.name}" allows ${tolerance * 100} %.`,
    {
      hint: `First: ${where}: ${JSON.stringify(example?.value)} is ${example?.reason}. Correct the file or raise rejects.tolerance.`,
      details: { dataset: item.name, path, read, refused: rejects.refused, tolerance, rejects: rejects.first },
    },
  );
}
