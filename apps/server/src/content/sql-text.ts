import type { Location } from './project.js';
import type { YamlPath, YamlSource } from './yaml-source.js';

/** A SELECT and where its lines stand in a content file. */
export interface SqlText {
  sql: string;
  at(line: number, column: number): Location;
}

export function sqlFile(file: string, sql: string): SqlText {
  return { sql, at: (line, column) => ({ file, line, column }) };
}

/** SQL inside YAML; `before` and `after` complete an expression to a SELECT and do not count for its places. */
export function sqlInYaml(source: YamlSource, path: YamlPath, sql: string, before = '', after = ''): SqlText {
  return {
    sql: `${before}${sql}${after}`,
    at: (line, column) => source.locateInText(path, line, line === 1 ? Math.max(1, column - before.length) : column),
  };
}
