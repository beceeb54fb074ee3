const TOKEN = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|;/g;

/** Text of a single statement without its closing semicolon and what follows it, so that it can stand in a subquery. */
export function statementBody(sql: string): string {
  for (const token of sql.matchAll(TOKEN)) if (token[0] === ';') return sql.slice(0, token.index);
  return sql;
}
