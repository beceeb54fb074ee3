import { AppError } from '../common/errors.js';
import { suggest } from './did-you-mean.js';
import { escapeRegExp } from './escape-reg-exp.js';
import type { ColumnShape, Diagnostic, TableSketch } from './project.js';
import type { SqlText } from './sql-text.js';

/** Values that stand for the parameters of a text: any of the right type does, for nothing is run. */
export type SampleValues = Readonly<Record<string, string | number>>;

export interface BoundSql {
  /** Columns that the SELECT gives; undefined where they can't be told without data. */
  columns?: ColumnShape[];
  diagnostics: Diagnostic[];
}

/** What every text may use: the as-of day and the language. */
const SAMPLES: SampleValues = { as_of: '2020-01-31', language: 'en' };
/** Kinds of engine errors that are mistakes of the text whatever the rows are. */
const MISTAKES = ['Binder', 'Catalog'];

/** Tries SELECTs on tables without rows, as far as the columns of the datasets are known. */
export class SqlBinding {
  private readonly known = new Set<string>();

  constructor(
    private readonly sketch: TableSketch,
    /** Undefined where any parameter may be meant: a dataset takes those of whatever report is run. */
    private readonly samples?: SampleValues,
  ) {}

  /** The same tables with the parameters of a report. */
  with(samples: SampleValues): SqlBinding {
    const binding = new SqlBinding(this.sketch, { ...this.samples, ...samples });
    for (const dataset of this.known) binding.known.add(dataset);
    return binding;
  }

  /** Makes the tables of a dataset known; false where a column is of a type that does not exist. */
  async define(dataset: string, tables: ReadonlyMap<string, readonly ColumnShape[]>): Promise<boolean> {
    try {
      for (const [table, columns] of tables) await this.sketch.define(table, columns);
    } catch (thrown) {
      if (thrown instanceof AppError && thrown.severity === 'content') return false;
      throw thrown;
    }
    this.known.add(dataset);
    return true;
  }

  /** Whether the engine has a type of that name. */
  async hasType(type: string): Promise<boolean> {
    return this.sketch.describe(`SELECT CAST(NULL AS ${type}) AS value`, {}).then(
      () => true,
      (thrown: unknown) => {
        if (thrown instanceof AppError && thrown.severity === 'content') return false;
        throw thrown;
      },
    );
  }

  /** Binds a text that reads `inputs`. Unknown columns and functions are diagnostics at their word. */
  async bind(text: SqlText, inputs: readonly string[]): Promise<BoundSql> {
    if (!inputs.every((input) => this.known.has(input))) return { diagnostics: [] };
    try {
      return { columns: await this.sketch.describe(text.sql, { ...SAMPLES, ...this.samples }), diagnostics: [] };
    } catch (thrown) {
      if (!(thrown instanceof AppError) || thrown.severity !== 'content') throw thrown;
      if (isMistake(thrown)) return { diagnostics: [mistake(text, thrown)] };
      if (thrown.code === 'query.missing-parameter')
        return { diagnostics: this.samples === undefined ? [] : [unknownParameter(text, thrown)] };
      // What else fails depends on values, which are made up here.
      return { diagnostics: [] };
    }
  }

  /** Columns of a table (`orders`, `grades.scores`), undefined where they are not known. */
  async columnsOf(table: string): Promise<ColumnShape[] | undefined> {
    const dataset = table.split('.')[0] ?? '';
    if (!this.known.has(dataset)) return undefined;
    return this.sketch.describe(`SELECT * FROM ${table}`, {}).catch((thrown: unknown) => {
      if (thrown instanceof AppError && isMistake(thrown)) return [];
      throw thrown;
    });
  }
}

/** A name that is not among the columns, with the nearest one; nothing where the columns are not known. */
export function unknownColumn(
  name: string,
  columns: readonly ColumnShape[] | undefined,
  place: () => Pick<Diagnostic, 'file' | 'line' | 'column'>,
  code = 'block.unknown-column',
): Diagnostic[] {
  if (columns === undefined || columns.some((column) => column.name === name)) return [];
  const hint = suggest(
    name,
    columns.map((column) => column.name),
    'columns',
  );
  return [{ ...place(), severity: 'error', code, message: `there is no column "${name}"`, hint }];
}

function isMistake({ details }: AppError): boolean {
  return MISTAKES.includes(String(details['kind']));
}

function mistake(text: SqlText, error: AppError): Diagnostic {
  const { line = 1, column } = error.details as { line?: number; column?: number };
  const [first = '', ...more] = error.message.split('\n').filter((each) => each.trim() !== '');
  const missing = /^Referenced column "(.+)" (?:not found|was not found)/.exec(first)?.[1];
  const candidates = [...(more.join(' ').match(/"[^"]+"/g) ?? [])].map((name) => name.slice(1, -1));
  return {
    ...text.at(line, column ?? columnOf(text.sql, line, missing)),
    severity: 'error',
    code: missing === undefined ? 'sql.invalid' : 'sql.unknown-column',
    message: missing === undefined ? `SQL: ${first}` : `there is no column "${missing}"`,
    ...hintOf(missing, candidates, more),
  };
}

/** The engine cuts long lines in its excerpt, and with them the place: the name itself tells it then. */
function columnOf(sql: string, line: number, name: string | undefined): number {
  if (name === undefined) return 1;
  const word = new RegExp(`(?<![\\w$])${escapeRegExp(name)}(?!\\w)`, 'iu');
  return Math.max(0, sql.split('\n')[line - 1]?.search(word) ?? 0) + 1;
}

function unknownParameter(text: SqlText, { message, hint = '', details }: AppError): Diagnostic {
  const { line, column } = details as { line: number; column: number };
  return { ...text.at(line, column), severity: 'error', code: 'sql.unknown-parameter', message, hint };
}

function hintOf(missing: string | undefined, candidates: string[], more: string[]): { hint?: string } {
  if (missing !== undefined && candidates.length > 0) return { hint: suggest(missing, candidates, 'columns') };
  return more.length === 0 ? {} : { hint: more.join(' ') };
}
