import { join } from 'node:path';
import { AppError } from '../../common/errors.js';
import type { DatasetItem } from '../../content/project.js';
import { quoteText } from '../../engine/quote.js';
import type { Workspace } from '../../engine/workspace.js';
import type { BuildContext, BuiltTable } from '../build-context.js';
import { copyTo } from '../write-table.js';
import type { PlannedFile } from './delimited-table.js';

/** Names of the TEMP tables in which DuckDB notes what it refused. */
export const REJECTS = { errors: 'refused_values', scans: 'refused_scans' };
/** Table of the workspace with everything that was refused, by whom ever. */
export const REFUSED_ROWS = 'refused_rows';
const IN_ORDER = 'ORDER BY file, "row", "column", value, reason';

export interface RejectedValue {
  row: number;
  column: string | null;
  value: string | null;
  reason: string;
  file: string;
}

export interface Rejects {
  /** Rows refused; a row with two bad values counts once. */
  refused: number;
  /** The first five mistakes. */
  first: RejectedValue[];
}

/**
 * Makes the table of refused rows: row (number of the record in the file, the header being 1, as a spreadsheet counts; of a sheet its row, of
 * JSON the line or the place in the array), column, value, reason, file.
 */
export async function createRefusedRows(workspace: Workspace): Promise<void> {
  await workspace.run(
    `CREATE TABLE ${REFUSED_ROWS} ("row" BIGINT, "column" VARCHAR, value VARCHAR, reason VARCHAR, file VARCHAR)`,
  );
}

/** Runs a SELECT over delimited files into a Parquet file and notes in REFUSED_ROWS what was refused. */
export async function readRejects(
  workspace: Workspace,
  select: string,
  files: PlannedFile[],
  path: string,
  signal?: AbortSignal,
): Promise<{ rows: number; rejects: Rejects }> {
  const result = await workspace.runTogether(
    [
      copyTo(select, path),
      compileRejected(files),
      `SELECT (SELECT count(*) FROM read_parquet(${quoteText(path)})), (SELECT count(DISTINCT (file, "row")) FROM ${REFUSED_ROWS})`,
    ],
    signal,
  );
  const [rows, refused] = result.rows[0] ?? [];
  const first = await workspace.run(
    `SELECT "row", "column", value, reason, file FROM ${REFUSED_ROWS} ${IN_ORDER} LIMIT 5`,
  );
  return {
    rows: Number(rows),
    rejects: {
      refused: Number(refused),
      first: first.rows.map(([row, column, value, reason, file]) => ({
        row: Number(row),
        column: column as string | null,
        value: value as string | null,
        reason: String(reason),
        file: String(file),
      })),
    },
  };
}

/** A rewritten file leads each record with its row in the source; DuckDB knows only the lines of the rewritten one. */
function compileRejected(files: PlannedFile[]): string {
  const known = files.map(({ text, shown }) => `(${quoteText(text.path)}, ${quoteText(shown)}, ${text.isNumbered})`);
  return `
  INSERT INTO ${REFUSED_ROWS}
  SELECT DISTINCT
    CASE WHEN is_numbered THEN regexp_extract(csv_line, '^\\s*(\\d+),', 1)::BIGINT ELSE line::BIGINT END,
    CASE WHEN error_type = 'CAST' THEN column_name END,
    CASE WHEN error_type = 'CAST'
      THEN coalesce(nullif(regexp_extract(error_message, 'Could not convert string "(.*)" to ''', 1, 's'), ''), record)
      ELSE record END,
    CASE error_type
      WHEN 'CAST' THEN 'not a ' || regexp_extract(error_message, '" to ''(.*)''', 1, 's')
      WHEN 'MISSING COLUMNS' THEN 'too few fields: ' || lower(error_message)
      WHEN 'TOO MANY COLUMNS' THEN CASE WHEN is_numbered THEN 'values beside the table' ELSE 'too many fields: ' || lower(error_message) END
      ELSE lower(error_type::VARCHAR) END,
    shown
  FROM (
    SELECT *, trim(CASE WHEN is_numbered THEN regexp_replace(csv_line, '^\\s*\\d+,', '') ELSE csv_line END, e'\\r\\n') AS record
    FROM ${REJECTS.errors} JOIN ${REJECTS.scans} USING (scan_id, file_id)
      JOIN (VALUES ${known.join(', ')}) AS known(file_path, shown, is_numbered) USING (file_path))`;
}

/** Writes the refused rows as the table `<dataset>._rejects`. */
export async function writeRejects({ workspace, item, folder }: BuildContext): Promise<BuiltTable> {
  const table = { name: `${item.name}._rejects`, file: '_rejects.parquet' };
  await workspace.run(copyTo(`SELECT * FROM ${REFUSED_ROWS} ${IN_ORDER}`, join(folder, table.file)));
  return table;
}

/** Throws `dataset.tolerance-exceeded` with the first five mistakes when more rows were refused than the definition allows. */
export function assertTolerated(item: DatasetItem, path: string, read: number, rejects: Rejects): void {
  const { tolerance } = item.spec.rejects;
  if (rejects.refused <= tolerance * read) return;
  const [example] = rejects.first;
  const place = example?.column ? `row ${example.row}, column "${example.column}"` : `row ${example?.row}`;
  const where = example?.file === path ? place : `${example?.file}, ${place}`;
  throw new AppError(
    'dataset.tolerance-exceeded',
    `${rejects.refused} of ${read} rows of ${path} were refused; dataset "${item.name}" allows ${tolerance * 100} %.`,
    {
      hint: `First: ${where}: ${JSON.stringify(example?.value)} is ${example?.reason}. Correct the file or raise rejects.tolerance.`,
      details: { dataset: item.name, path, read, refused: rejects.refused, tolerance, rejects: rejects.first },
    },
  );
}
