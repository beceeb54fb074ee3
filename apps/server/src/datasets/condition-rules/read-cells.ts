import type { CellTable, ConditionColumn } from '../../analytics/association/mine-rules.js';
import { AppError } from '../../common/errors.js';
import type { Workspace } from '../../engine/workspace.js';
import type { ConditionLevel } from './condition-levels.js';

/** So many cells are held in memory: some 400 MB with 40 conditions. */
const MAX_CELLS = 3_000_000;

/**
 * Reads the coded cells (`select`: see compileMined) into typed arrays that threads share: codes of each condition, then the sums. Throws `rules.too-fine` when the rows
 * do not collapse into few enough cells.
 */
export async function readCells(
  workspace: Workspace,
  select: string,
  levels: readonly (readonly ConditionLevel[])[],
  signal?: AbortSignal,
): Promise<CellTable> {
  const [[cells]] = (await readNumbers(workspace, 'SELECT count(*) FROM _coded', signal)) as [[number]];
  if (cells > MAX_CELLS) throw tooFine(cells);
  const { columns: selected } = await workspace.run(`${select} LIMIT 0`);
  const width = selected.length - levels.length;
  const sums = new Float64Array(new SharedArrayBuffer(8 * cells * width));
  const columns = levels.map((each): ConditionColumn => {
    const ranges = each.map(({ range }) => range);
    const highest = Math.max(0, ...ranges.map(({ to }) => to));
    return { codes: new Uint16Array(new SharedArrayBuffer(2 * cells)), highest, ranges };
  });
  let start = 0;
  await workspace.stream(
    select,
    {},
    async ({ chunks }) => {
      for await (const chunk of chunks) {
        for (const [c, { codes }] of columns.entries()) codes.set(chunk.getColumnValues(c) as number[], start);
        for (let w = 0; w < width; w += 1) {
          const values = chunk.getColumnValues(columns.length + w) as number[];
          for (let i = 0; i < values.length; i += 1) sums[(start + i) * width + w] = values[i]!;
        }
        start += chunk.rowCount;
      }
    },
    signal,
  );
  return { cells, columns, width, sums };
}

/** Rows of a SELECT of numbers, as they are: nothing is rounded. */
export async function readNumbers(workspace: Workspace, sql: string, signal?: AbortSignal): Promise<number[][]> {
  const rows: number[][] = [];
  const read = async ({ chunks }: { chunks: AsyncIterable<{ getRows(): unknown[][] }> }) => {
    for await (const chunk of chunks) rows.push(...chunk.getRows().map((row) => row.map(Number)));
  };
  await workspace.stream(sql, {}, read, signal);
  return rows;
}

function tooFine(cells: number): AppError {
  return new AppError('rules.too-fine', `The conditions cut the rows into ${cells} cells; ${MAX_CELLS} can be held.`, {
    hint: 'Use fewer conditions, or coarser bands and a higher min_coverage.',
    details: { cells, limit: MAX_CELLS },
  });
}
