/** SQL identifier, always in double quotes. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Name of a table as the reader writes it (`orders`, `grades.scores`), each part quoted. */
export function quoteTable(table: string): string {
  return table.split('.').map(quoteName).join('.');
}

/** SQL string literal. Only for texts that can't be bound: paths, formats, column names of table functions. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Rows of Parquet files with the same columns, file by file. */
export function parquetRelation(paths: readonly string[]): string {
  return `read_parquet([${paths.map(quoteText).join(', ')}])`;
}
