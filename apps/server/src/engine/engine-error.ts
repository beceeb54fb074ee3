import { AppError } from '../common/errors.js';

export interface SqlPosition {
  line: number;
  column?: number;
}

/**
 * What a failed statement means: `query.cancelled` after an abort, `storage.full` and `query.out-of-memory` (infrastructure),
 * else `query.failed` with the engine's own words and, where it tells, `details {line, column, kind}` (kind: Binder, Catalog, Conversion …).
 */
export function toQueryError(thrown: unknown, signal?: AbortSignal): AppError {
  if (thrown instanceof AppError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (signal?.aborted) return cancelled(thrown);
  const infrastructure = storageFull(thrown) ?? outOfMemory(message, thrown);
  if (infrastructure) return infrastructure;
  const position = linePosition(message);
  const [, kind, words = ''] = /^(?:(\w+) Error: )?([\s\S]*)$/.exec(firstParagraph(message)) ?? [];
  return new AppError('query.failed', words, { details: { ...position, ...(kind && { kind }) }, cause: thrown });
}

export function cancelled(cause?: unknown): AppError {
  return new AppError('query.cancelled', 'The query was stopped before it was done.', {
    severity: 'infrastructure',
    cause,
  });
}

/** `storage.full` when a write failed for want of room, whoever reported it (DuckDB by text, Node by code). */
export function storageFull(thrown: unknown): AppError | undefined {
  const { code, message } = (thrown ?? {}) as { code?: unknown; message?: unknown };
  const text = typeof message === 'string' ? message : '';
  const full =
    code === 'ENOSPC' ||
    code === 'EDQUOT' ||
    /no space left|disk quota exceeded|disk is full|max_temp_directory_size/i.test(text);
  if (!full) return undefined;
  return new AppError('storage.full', 'There is no room left on the disk that holds the storage.', {
    hint: 'Free space below the state folder and run again; nothing half-written is kept.',
    severity: 'infrastructure',
    retryable: true,
    cause: thrown,
  });
}

/** Line and column (1-based) from the `LINE 2: …` excerpt with its caret that DuckDB appends to a message. */
export function linePosition(message: string): SqlPosition | undefined {
  const excerpt = /^LINE (\d+): (.*)\n( *)\^/m.exec(message);
  if (!excerpt) return undefined;
  const [, line = '', text = '', blanks = ''] = excerpt;
  const position = { line: Number(line) };
  // A long line is shown from its middle, so that the caret says nothing about the column.
  return text.startsWith('...') ? position : { ...position, column: blanks.length - `LINE ${line}: `.length + 1 };
}

function outOfMemory(message: string, cause: unknown): AppError | undefined {
  if (!/out of memory/i.test(message)) return undefined;
  return new AppError('query.out-of-memory', 'The query needs more memory than the engine may take.', {
    hint: 'Raise DECILE_DUCKDB_MEMORY or read fewer rows.',
    severity: 'infrastructure',
    cause,
  });
}

function firstParagraph(message: string): string {
  return message.split('\n\nLINE ')[0]!.trim();
}
