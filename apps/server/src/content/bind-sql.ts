import { AppError } from '../common/errors.js';
import { nearest, suggest } from './did-you-mean.js';
import { PatchedSql } from './patched-sql.js';
import type { ColumnShape, Diagnostic, TableSketch } from './project.js';
import { isMistake, readMistake, UNKNOWN_COLUMN, UNKNOWN_FUNCTION } from './sql-mistake.js';
import type { SqlText } from './sql-text.js';

/** Values that stand for the parameters of a text: any of the right type does, for nothing is run. */
export type SampleValues = Readonly<Record<string, string | number>>;

export interface BoundSql {
  /** Columns that the SELECT gives, beside mistakes those that it may have been meant to give; undefined where they can't be told without data. */
  columns?: ColumnShape[];
  diagnostics: Diagnostic[];
}

/** What every text may use: the as-of day and the language. */
const SAMPLES: SampleValues = { as_of: '2020-01-31', language: 'en' };

/** Tries SELECTs on tables without rows, as far as the columns of the datasets are known. */
export class SqlBinding {
  /** Datasets with known columns; false where mistakes made some of them a guess. */
  private readonly known = new Map<string, boolean>();

  constructor(
    private readonly sketch: TableSketch,
    /** Undefined where any parameter may be meant: a dataset takes those of whatever report is run. */
    private readonly samples?: SampleValues,
  ) {}

  /** The same tables with the parameters of a report. */
  with(samples: SampleValues): SqlBinding {
    const binding = new SqlBinding(this.sketch, { ...this.samples, ...samples });
    for (const [dataset, isSure] of this.known) binding.known.set(dataset, isSure);
    return binding;
  }

  /** Whether the columns of a dataset are known. */
  knows(dataset: string): boolean {
    return this.known.has(dataset);
  }

  /** Whether the columns of all datasets are known for sure. */
  isSureOf(datasets: readonly string[]): boolean {
    return datasets.every((dataset) => this.known.get(dataset) ?? false);
  }

  /** Makes the tables of a dataset known, for sure or as a guess; false where a column is of a type that does not exist. */
  async define(
    dataset: string,
    tables: ReadonlyMap<string, readonly ColumnShape[]>,
    isSure: boolean,
  ): Promise<boolean> {
    try {
      for (const [table, columns] of tables) await this.sketch.define(table, columns);
    } catch (thrown) {
      if (thrown instanceof AppError && thrown.severity === 'content') return false;
      throw thrown;
    }
    this.known.set(dataset, isSure);
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

  /** Binds a text that reads `inputs`. Unknown columns, functions and parameters are diagnostics at their word. */
  async bind(text: SqlText, inputs: readonly string[]): Promise<BoundSql> {
    if (!inputs.every((input) => this.known.has(input))) return { diagnostics: [] };
    const { diagnostics, ...bound } = await this.tryOut(text);
    if (this.isSureOf(inputs)) return { ...bound, diagnostics };
    // Whether anything else is wrong hangs on types, which are guesses here.
    return { ...bound, diagnostics: diagnostics.filter(({ code }) => SURE_IN_ANY_CASE.includes(code)) };
  }

  /** The engine tells one mistake at a time: each name that is not there gives way, until it is content or says something else. */
  private async tryOut(text: SqlText): Promise<BoundSql> {
    const patched = new PatchedSql(text.sql);
    const samples: Record<string, string | number | null> = { ...SAMPLES, ...this.samples };
    const diagnostics: Diagnostic[] = [];
    const missing = new Set<string>();
    for (;;) {
      const outcome = await this.describe(patched.sql, samples);
      if (!(outcome instanceof AppError)) {
        const given = new Set(outcome.map(({ name }) => name));
        const guessed = [...missing].filter((name) => !given.has(name)).map(guessOf);
        return { columns: [...outcome, ...guessed], diagnostics };
      }
      if (outcome.code === 'query.missing-parameter') {
        if (this.samples === undefined) return { diagnostics };
        diagnostics.push(unknownParameter(text, patched, outcome, Object.keys(samples)));
        samples[String(outcome.details['name'])] = null;
        continue;
      }
      // What else fails depends on values, which are made up here.
      if (!isMistake(outcome)) return { diagnostics };
      const found = readMistake(text, patched, outcome);
      const { missing: name, meant, line, column, diagnostic } = found;
      if (diagnostics.length > 0 && (name === undefined || missing.has(name))) return { diagnostics };
      diagnostics.push(diagnostic);
      // A function that nobody knows gives what nobody knows.
      const isKnown = diagnostic.code === UNKNOWN_COLUMN || meant !== undefined;
      if (name === undefined || !isKnown || !patched.replace(line, column, name, meant)) return { diagnostics };
      missing.add(name);
    }
  }

  private async describe(
    sql: string,
    samples: Record<string, string | number | null>,
  ): Promise<ColumnShape[] | AppError> {
    return this.sketch.describe(sql, samples).catch((thrown: unknown) => {
      if (thrown instanceof AppError && thrown.severity === 'content') return thrown;
      throw thrown;
    });
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

/** A column that is written but not there, so that what names it, too, is no second mistake. */
export function guessOf(name: string): ColumnShape {
  return { name, type: 'VARCHAR', isGuess: true };
}

/** Names of the columns that are there. */
export function namesOf(columns: readonly ColumnShape[]): string[] {
  return columns.filter(({ isGuess }) => !isGuess).map(({ name }) => name);
}

/** A name that is not among the columns, with the nearest one; nothing where the columns are not known. */
export function unknownColumn(
  name: string,
  columns: readonly ColumnShape[] | undefined,
  place: () => Pick<Diagnostic, 'file' | 'line' | 'column'>,
  code = 'block.unknown-column',
): Diagnostic[] {
  if (columns === undefined || columns.some((column) => column.name === name)) return [];
  const hint = suggest(name, namesOf(columns), 'columns');
  return [{ ...place(), severity: 'error', code, message: `there is no column "${name}"`, hint }];
}

/** Mistakes that do not hang on the types of columns. */
const SURE_IN_ANY_CASE = [UNKNOWN_COLUMN, UNKNOWN_FUNCTION, 'sql.unknown-parameter'];

function unknownParameter(text: SqlText, patched: PatchedSql, error: AppError, known: readonly string[]): Diagnostic {
  const { message, hint = '', details } = error;
  const { line, column, name } = details as { line: number; column: number; name: string };
  const near = nearest(name, known);
  return {
    ...text.at(line, patched.originalColumn(line, column)),
    severity: 'error',
    code: 'sql.unknown-parameter',
    message,
    hint: near === undefined ? hint : `did you mean "$${near}"?`,
  };
}
