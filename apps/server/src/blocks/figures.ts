import { AppError } from '../common/errors.js';
import type { QuerySession, Value } from '../common/value.js';
import type { FiguresSpec } from '../content/spec/block.js';
import type { Format } from '../content/spec/common.js';

export interface Figure {
  value: Value;
  format: Format;
}

/** Figures by `<figure>.<column>`. */
export type Figures = ReadonlyMap<string, Figure>;

/**
 * Asks every figure query; each must give exactly one row.
 * Throws AppError `figure.not-one-row`, `figure.unknown-format`, and what the query throws.
 */
export async function resolveFigures(
  spec: FiguresSpec,
  session: QuerySession,
  parameters: Record<string, Value>,
  signal?: AbortSignal,
): Promise<Figures> {
  const figures = new Map<string, Figure>();
  for (const [name, { sql, formats }] of Object.entries(spec)) {
    const { columns, rows } = await session.query(sql, parameters, signal);
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
      figures.set(`${name}.${column.name}`, { value, format: formats[column.name] ?? defaultFormat(column.type) });
    });
  }
  return figures;
}

/** The figure of that name. Throws AppError `figure.unknown` naming the ones there are. */
export function figureOf(figures: Figures, name: string): Figure {
  const figure = figures.get(name);
  if (figure) return figure;
  throw new AppError('figure.unknown', `there is no figure "${name}"`, {
    hint: `figures: ${[...figures.keys()].join(', ')}`,
  });
}

/** Format of a column that declares none, by its engine type. */
export function defaultFormat(type: string): Format {
  if (/^(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|UTINYINT|USMALLINT|UINTEGER|UBIGINT)$/.test(type)) return 'number';
  const scale = /^DECIMAL\(\d+,\s*(\d+)\)$/.exec(type)?.[1];
  if (scale !== undefined) return { kind: 'number', digits: Math.min(6, Number(scale)) };
  if (type === 'DOUBLE' || type === 'FLOAT') return { kind: 'number', digits: 2 };
  return type === 'DATE' ? 'date' : 'text';
}
