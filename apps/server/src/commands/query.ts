import { Command, Option } from 'commander';
import { createContext } from '../app.module.js';
import type { QueryResult, Value } from '../common/value.js';
import { DatasetReader } from '../datasets/dataset-reader.js';
import { openProject, requireProject } from './open-project.js';

export function queryCommand(_done: (code: number) => void): Command {
  return new Command('query')
    .description('ask the current dataset versions with one SELECT')
    .argument('<sql>')
    .addOption(new Option('--format <format>').choices(['table', 'csv', 'json']).default('table'))
    .action(async (sql: string, { format }: { format: 'table' | 'csv' | 'json' }, command: Command) => {
      const { environment, project } = await openProject(command, { role: 'api' });
      requireProject(project);
      const app = await createContext(environment, project);
      try {
        const reader = app.get(DatasetReader);
        const session = await reader.open([...(await reader.currentVersions(project)).values()]);
        try {
          process.stdout.write(write[format](await session.query(sql)));
        } finally {
          await session.close();
        }
      } finally {
        await app.close();
      }
    });
}

const write = { table: writeTable, csv: writeCsv, json: writeJson };

const cell = (value: Value): string => (value === null ? '' : String(value));

function writeTable({ columns, rows }: QueryResult): string {
  const widths = columns.map(({ name }, i) => Math.max(width(name), ...rows.map((row) => width(cell(row[i] ?? null)))));
  const line = (cells: string[], right: boolean[]): string =>
    cells
      .map((text, i) => pad(text, widths[i] ?? 0, right[i] ?? false))
      .join('  ')
      .trimEnd();
  const right = columns.map((_, i) => rows.some((row) => typeof row[i] === 'number'));
  const head = line(
    columns.map(({ name }) => name),
    right,
  );
  const body = rows.map((row) =>
    line(
      columns.map((_, i) => cell(row[i] ?? null)),
      right,
    ),
  );
  return `${[head, widths.map((n) => '-'.repeat(n)).join('  '), ...body].join('\n')}\n(${rows.length} ${rows.length === 1 ? 'row' : 'rows'})\n`;
}

/** Columns that a terminal gives a text: Hangul and CJK take two. */
function width(text: string): number {
  return [...text].reduce(
    (sum, letter) =>
      sum + (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/.test(letter) ? 2 : 1),
    0,
  );
}

function pad(text: string, to: number, right: boolean): string {
  const blanks = ' '.repeat(Math.max(0, to - width(text)));
  return right ? blanks + text : text + blanks;
}

function writeCsv({ columns, rows }: QueryResult): string {
  const quote = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return [columns.map(({ name }) => quote(name)), ...rows.map((row) => row.map((value) => quote(harmless(value))))]
    .map((row) => `${row.join(',')}\n`)
    .join('');
}

/** A text that a spreadsheet would take for a formula is led by an apostrophe. */
function harmless(value: Value): string {
  return typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : cell(value);
}

function writeJson({ columns, rows }: QueryResult): string {
  return `${JSON.stringify(rows.map((row) => Object.fromEntries(columns.map(({ name }, i) => [name, row[i] ?? null]))))}\n`;
}
