import { suggest } from './did-you-mean.js';
import { lacks, type ParsedFile } from './parse-spec.js';
import type { Diagnostic } from './project.js';
import { dataset, type DatasetSpec } from './spec/dataset.js';
import type { YamlPath } from './yaml-source.js';

/** Types of columns that rows can be pushed into. */
export const PUSHED_TYPES =
  /^(VARCHAR|BOOLEAN|TINYINT|SMALLINT|INTEGER|BIGINT|DOUBLE|DATE|TIMESTAMP|DECIMAL\(\s*\d{1,2}\s*,\s*\d{1,2}\s*\))$/i;
const SCHEMES = /^(postgres|postgresql|mysql|mariadb):\/\//;
const REFERENCE = /^\$\{env:\w+\}$/;

interface Mistake {
  path: YamlPath;
  code: string;
  message: string;
  hint: string;
}

/** Mistakes in what a dataset says of a database or of pushed rows, as far as they show without either. */
export function checkSource(file: ParsedFile<DatasetSpec>): Diagnostic[] {
  const { draft, source } = file;
  if (!draft) return [];
  // What can't be read may be just what is missed.
  const isWhole = (...keys: string[]): boolean => !lacks(file, dataset.shape, ...keys);
  const mistakes = [
    ...checkDatabase(draft, isWhole('database')),
    ...(isWhole('columns') ? [...checkRows(draft), ...checkNames(draft)] : []),
    ...(isWhole('rows', 'database') ? checkKey(draft) : []),
  ];
  return mistakes.map(({ path, ...mistake }) => ({ ...source.locate(path), severity: 'error', ...mistake }));
}

function checkDatabase({ database }: DatasetSpec, isWhole: boolean): Mistake[] {
  if (!database) return [];
  const { url, table, query } = database;
  const mistakes: Mistake[] = [];
  if (isWhole && (table === undefined) === (query === undefined)) {
    mistakes.push({
      path: ['database'],
      code: 'dataset.table-or-query',
      message: table === undefined ? 'neither table nor query says what is read' : 'both table and query are there',
      hint: 'write exactly one of them',
    });
  }
  if (!SCHEMES.test(url) && !REFERENCE.test(url)) {
    mistakes.push({
      path: ['database', 'url'],
      code: 'dataset.bad-url',
      message: 'the url is not one of a database that can be read',
      hint: "write postgres://…, mysql://… or '${env:NAME}'",
    });
  }
  const password = passwordOf(url);
  if (password && !REFERENCE.test(password)) {
    mistakes.push({
      path: ['database', 'url'],
      code: 'dataset.plain-password',
      message: 'the url holds a password in plain text',
      hint: 'write ${env:NAME} in its place and set the variable where the server runs; change the password if others could read it',
    });
  }
  return mistakes;
}

/** What stands between the first colon of the user part and the last @, or as a parameter. */
function passwordOf(url: string): string | undefined {
  const user = /^[a-z]+:\/\/([^?]*)@/.exec(url)?.[1] ?? '';
  return user.includes(':') ? user.slice(user.indexOf(':') + 1) : /[?&]password=([^&]*)/.exec(url)?.[1];
}

function checkRows({ rows, decisions, columns = [] }: DatasetSpec): Mistake[] {
  if (!rows && !decisions) return [];
  if (columns.length === 0) {
    return [
      {
        path: [rows ? 'rows' : 'decisions'],
        code: 'dataset.rows-without-columns',
        message: 'pushed rows need declared columns to be checked against',
        hint: 'write columns: with a name and a type for each',
      },
    ];
  }
  return columns.flatMap(({ name, type }, i) =>
    type !== undefined && PUSHED_TYPES.test(type)
      ? []
      : [
          {
            path: type === undefined ? ['columns', i] : ['columns', i, 'type'],
            code: 'dataset.rows-type',
            message:
              type === undefined
                ? `column "${name}" has no type`
                : `rows can't be pushed into a column of type ${type}`,
            hint: 'use VARCHAR, BOOLEAN, SMALLINT, INTEGER, BIGINT, DECIMAL(p,s), DOUBLE, DATE or TIMESTAMP',
          },
        ],
  );
}

function checkKey({ key, rows, database }: DatasetSpec): Mistake[] {
  if (key === undefined || rows || database?.incremental) return [];
  return [
    {
      path: ['key'],
      code: 'dataset.key-unused',
      message: 'nothing reads the key here',
      hint: 'it belongs to rows: and to database: with incremental; to check uniqueness write tests: [unique: …]',
    },
  ];
}

/** Columns that key, incremental and latest_by name must be declared where columns are. */
function checkNames({ columns, key = [], rows, database }: DatasetSpec): Mistake[] {
  if (!columns) return [];
  const known = columns.map(({ name }) => name);
  const named: [string | undefined, YamlPath][] = [
    ...key.map((name, i): [string, YamlPath] => [name, ['key', i]]),
    [rows?.latest_by, ['rows', 'latest_by']],
    [database?.incremental?.column, ['database', 'incremental', 'column']],
  ];
  return named.flatMap(([name, path]) =>
    name === undefined || known.includes(name)
      ? []
      : [
          {
            path,
            code: 'dataset.unknown-column',
            message: `there is no column "${name}" in columns`,
            hint: suggest(name, known, 'columns'),
          },
        ],
  );
}
