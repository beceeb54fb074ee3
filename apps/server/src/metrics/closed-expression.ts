/** An SQL expression that more can be written behind: a remark at its end is closed by the end of the line. */
export function closed(sql: string): string {
  const text = sql.trim();
  return text.includes('--') ? `${text}\n` : text;
}
