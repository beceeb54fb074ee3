import { AppError } from '../../common/errors.js';
import type { DatasetItem } from '../../content/project.js';
import { quoteName } from '../../engine/quote.js';
import { columnType } from '../column-type.js';
import { planColumns } from '../files/plan-columns.js';
import type { SourceColumn } from './source-database.js';

/** A column that is read from a database. */
export interface TableColumn {
  /** Name in the dataset. */
  name: string;
  /** Name in the database. */
  from: string;
  /** DuckDB type in which its texts come in. */
  read: string;
  /** DuckDB type in the dataset. */
  type: string;
}

/**
 * Columns of the dataset, found among those of the database: the declared ones by `from`, name or title in snake case, else all.
 * Throws `dataset.column-missing`, `database.type-unreadable`.
 */
export function planTable({ name: dataset, spec }: DatasetItem, found: SourceColumn[]): TableColumn[] {
  const plan = planColumns(dataset, { header: true, first: found.map(({ name }) => name) }, spec.columns);
  return plan.columns.map(({ name, index, type: declared }) => {
    const column = found[index]!;
    const type = declared === undefined ? undefined : columnType(declared, name);
    if (column.type !== undefined) return { name, from: column.name, read: column.type, type: type ?? column.type };
    // A number whose digits the database does not tell is read as what is declared; bytes stay bytes.
    const isNumber = column.native.startsWith('numeric') || column.native.startsWith('decimal');
    if (isNumber && type !== undefined) return { name, from: column.name, read: type, type };
    throw new AppError(
      'database.type-unreadable',
      `Column "${column.name}" of dataset "${dataset}" is of type ${column.native}, which can't be read as it is.`,
      { hint: column.hint, details: { dataset, column: column.name, type: column.native } },
    );
  });
}

/** SELECT list that casts what was read to the dataset's types. */
export function castList(columns: readonly TableColumn[]): string {
  return columns
    .map(({ name, read, type }) =>
      read === type ? quoteName(name) : `CAST(${quoteName(name)} AS ${type}) AS ${quoteName(name)}`,
    )
    .join(', ');
}
