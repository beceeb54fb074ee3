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
