import { AppError } from '../../common/errors.js';
import { quoteName, quoteText } from '../../engine/quote.js';
import type { Workspace } from '../../engine/workspace.js';
import type { PlannedFile } from './delimited-table.js';
import { DATES, MAJORITY, TIMESTAMPS } from './infer-columns.js';
import { SAMPLE, SAMPLED_FILE } from './load-sample.js';

/** Values of a file that say anything about its type; a few numbers in a column of names do not. */
const FEWEST_VALUES = 10;
const FORMATS = [...DATES, ...TIMESTAMPS];

interface FileCounts {
  file: string;
  values: number;
  numbers: number;
  /** Values of each of FORMATS. */
  moments: number[];
}

/**
 * Throws `dataset.schema-drift` where a column is text only because some files write otherwise what most write as numbers or as dates
 * of one format: read together, the numbers and dates of all the others would become text.
 */
export async function assertSameTypes(
  workspace: Workspace,
  dataset: string,
  files: PlannedFile[],
  columns: string[],
  { missing, signal }: { missing: string[]; signal?: AbortSignal | undefined },
): Promise<void> {
  if (files.length < 2) return;
  const shown = new Map(files.map((file) => [file.label, file.shown]));
  const drift: string[] = [];
  for (const column of columns) {
    const counts = await countByFile(workspace, column, missing, signal);
    drift.push(
      ...describeDrift(
        column,
        counts.map((each) => ({ ...each, file: shown.get(each.file)! })),
      ),
    );
  }
  if (drift.length === 0) return;
  throw new AppError('dataset.schema-drift', `The files of dataset "${dataset}" differ: ${drift[0]}.`, {
    hint: 'Correct the files, or declare the `type` of the column: values that are not of it are then refused, and text takes all.',
    details: { dataset, drift },
  });
}

function describeDrift(column: string, counts: FileCounts[]): string[] {
  const telling = counts.filter(({ values }) => values >= FEWEST_VALUES);
  const kinds = telling.map(kindOf);
  const common = kinds.find(
    (kind) => kind !== 'text' && 2 * kinds.filter((each) => each === kind).length > kinds.length,
  );
  if (common === undefined) return [];
  const first = telling[kinds.indexOf(common)]!.file;
  return telling
    .map(({ file }, i) => ({ file, kind: kinds[i]! }))
    .filter(({ kind }) => kind !== common)
    .map(({ file, kind }) => `"${column}" is ${kind} in ${file}, but ${common} in ${first}`);
}

function kindOf({ values, numbers, moments }: FileCounts): string {
  const fits = (n: number) => n >= MAJORITY * values;
  if (fits(numbers)) return 'a number';
  const format = FORMATS[moments.findIndex(fits)];
  return format === undefined ? 'text' : `a date like ${format}`;
}

async function countByFile(
  workspace: Workspace,
  column: string,
  missing: string[],
  signal: AbortSignal | undefined,
): Promise<FileCounts[]> {
  const value = `trim(${quoteName(column)})`;
  const markers = missing.map(quoteText).join(', ') || 'NULL';
  const count = (condition: string) => `coalesce(sum(n) FILTER (${condition}), 0)::INTEGER`;
  const isNumber = 'isfinite(try_cast(value AS DOUBLE))';
  const moments = FORMATS.map((format) => count(`try_strptime(value, ${quoteText(format)}) IS NOT NULL`));
  const { rows } = await workspace.run(
    `SELECT file, sum(n)::INTEGER, ${count(isNumber)}, to_json([${moments.join(', ')}])
    FROM (
      SELECT ${quoteName(SAMPLED_FILE)} AS file, ${value} AS value, count(*) AS n
      FROM ${SAMPLE} WHERE ${value} NOT IN (${markers}) GROUP BY ALL
    )
    GROUP BY file ORDER BY file`,
    {},
    signal,
  );
  return rows.map(([file, values, numbers, formats]) => ({
    file: String(file),
    values: Number(values),
    numbers: Number(numbers),
    moments: JSON.parse(String(formats)) as number[],
  }));
}
