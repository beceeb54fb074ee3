import { AppError } from '../common/errors.js';
import type { QuerySession, Value } from '../common/value.js';
import { suggest } from '../content/did-you-mean.js';
import type { FiguresSpec } from '../content/spec/block.js';
import type { Format } from '../content/spec/common.js';

export interface Figure {
  value: Value;
  format: Format;
  /** `<dataset>.<metric>` that it is or compares. */
  metric?: string;
}

/** Figures by `<figure>.<column>`, and queries that could not run because their table is not there. */
export interface Figures extends ReadonlyMap<string, Figure> {
  /** Figure → why it has no columns: thrown when somebody asks for one. */
  readonly failures?: ReadonlyMap<string, AppError>;
}

/** The engine's answer for a table or column that is not there. */
export const NOT_THERE: ReadonlySet<string> = new Set(['query.failed', 'query.unknown-table']);

/**
 * Asks every figure query; each must give exactly one row. One that names a table which is not there fails only whoever uses it:
 * the section that needs the table may be left out.
 * Throws AppError `figure.not-one-row`, `figure.unknown-format`, and what the query throws.
 */
export async function resolveFigures(
  spec: FiguresSpec,
  session: QuerySession,
  parameters: Record<string, Value>,
  signal?: AbortSignal,
): Promise<Figures> {
  const figures = new Map<string, Figure>();
  const failures = new Map<string, AppError>();
  for (const [name, { sql, formats, metrics = {} }] of Object.entries(spec)) {
    const result = await session.query(sql, parameters, signal).catch((error: unknown) => {
      if (!(error instanceof AppError)) throw error;
      if (!NOT_THERE.has(error.code)) throw ofFigure(name, error);
      failures.set(name, ofFigure(name, error));
    });
    if (result === undefined) continue;
    const { columns, rows } = result;
    if (rows.length !== 1) {
      throw new AppError('figure.not-one-row', `figure "${name}" gives ${rows.length} rows, it must give exactly one`, {
        hint: 'aggregate, or select one row with a WHERE on the as-of month',
      });
    }
    const unknown = Object.keys(formats).find((column) => !columns.some((c) => c.name === column));
    if (unknown)
      throw new AppError(
        'figure.unknown-format',
        `figure "${name}" has a format for "${unknown}", which its query does not select`,
      );
    columns.forEach((column, i) => {
      const value = rows[0]?.[i] ?? null;
      const metric = metrics[column.name];
      figures.set(`${name}.${column.name}`, {
        value,
        format: formats[column.name] ?? defaultFormat(column.type),
        ...(metric !== undefined && { metric }),
      });
    });
  }
  return Object.assign(figures, { failures });
}

/** An error of a figure's query says which figure it is. */
function ofFigure(name: string, error: AppError): AppError {
  const { code, message, hint, severity, retryable, details } = error;
  return new AppError(code, `figure "${name}": ${message}`, {
    ...(hint === undefined ? {} : { hint }),
    severity,
    retryable,
    details: { ...details, figure: name },
    cause: error,
  });
}

/**
 * Whether what depends on a figure is there: always without one; else where it is true, and not where it is false, null, or asks a table that is not
 * there. Throws AppError `figure.no-condition` for any other value, and as `figureOf`.
 */
export function holds(when: string | undefined, figures: Figures): boolean {
  if (when === undefined) return true;
  if (figures.failures?.has(when.split('.')[0] ?? '')) return false;
  const { value } = figureOf(figures, when);
  if (value === null || typeof value === 'boolean') return value === true;
  throw new AppError(
    'figure.no-condition',
    `"when" asks whether figure "${when}" is true, and it holds ${JSON.stringify(value)}`,
    {
      hint: 'compare in the query of the figure: gone > 0 AS any_gone',
    },
  );
}

/** The figure of that name. Throws AppError `figure.unknown` naming the ones there are. */
export function figureOf(figures: Figures, name: string): Figure {
  const figure = figures.get(name);
  if (figure) return figure;
  const failure = figures.failures?.get(name.split('.')[0] ?? '');
  if (failure) throw failure;
  throw new AppError('figure.unknown', `there is no figure "${name}"`, {
    hint: suggest(name, figures.keys(), 'figures'),
  });
}

/** The number of a figure, null where it has none. Throws AppError `figure.unknown`, `figure.no-number`. */
export function numberOf(figures: Figures, name: string): number | null {
  const { value } = figureOf(figures, name);
  if (value === null || typeof value === 'number') return value;
  throw new AppError('figure.no-number', `figure "${name}" holds ${JSON.stringify(value)}, no number`);
}

/** Format of a column that declares none, by its engine type. */
export function defaultFormat(type: string): Format {
  if (/^(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|UTINYINT|USMALLINT|UINTEGER|UBIGINT)$/.test(type)) return 'number';
  const scale = /^DECIMAL\(\d+,\s*(\d+)\)$/.exec(type)?.[1];
  if (scale !== undefined) return { kind: 'number', digits: Math.min(6, Number(scale)) };
  if (type === 'DOUBLE' || type === 'FLOAT') return { kind: 'number', digits: 2 };
  return type === 'DATE' ? 'date' : 'text';
}
