import { AppError } from '../common/errors.js';
import type { Value } from '../common/value.js';
import type { DatasetTest } from '../content/spec/dataset.js';
import { quoteName, quoteText } from '../engine/quote.js';
import type { Workspace } from '../engine/workspace.js';
import { columnMissing } from './column-type.js';

interface CompiledTest {
  /** As the definition calls it: `unique [order_id]`. */
  name: string;
  columns: string[];
  /** SELECT of the rows that break the rule, in a fixed order. */
  violations: string;
}

/**
 * Checks declared tests against a relation with the given columns. Throws `dataset.test-failed` on the first that fails, with the
 * number of violations and three examples; `dataset.column-missing` when a test names a column that is not there.
 */
export async function runTests(
  workspace: Workspace,
  dataset: string,
  relation: string,
  columns: string[],
  tests: DatasetTest[],
  signal?: AbortSignal,
): Promise<void> {
  for (const test of tests) {
    const { name, columns: used, violations } = compileTest(test, relation);
    const missing = used.find((column) => !columns.includes(column));
    if (missing !== undefined) throw columnMissing(dataset, missing, columns);
    const { rows } = await workspace.run(`SELECT count(*) FROM (${violations})`, {}, signal);
    const count = Number(rows[0]?.[0]);
    if (count === 0) continue;
    const examples = await workspace.run(`SELECT * FROM (${violations}) ORDER BY ALL LIMIT 3`, {}, signal);
    throw testFailed(dataset, name, count, toObjects(examples));
  }
}

/** SQL of a declared test; see CompiledTest. */
export function compileTest(test: DatasetTest, relation: string): CompiledTest {
  if ('unique' in test) return compileUnique(test.unique, relation);
  if ('not_null' in test) return compileNotNull(test.not_null, relation);
  if ('accepted' in test) return compileAccepted(test.accepted, relation);
  if ('range' in test) return compileRange(test.range, relation);
  return compileRows(test.rows, relation);
}

function compileUnique(columns: string[], relation: string): CompiledTest {
  const list = columns.map(quoteName).join(', ');
  const violations = `SELECT ${list}, count(*) AS "rows" FROM ${relation} GROUP BY ${list} HAVING count(*) > 1`;
  return { name: `unique [${columns.join(', ')}]`, columns, violations };
}

function compileNotNull(columns: string[], relation: string): CompiledTest {
  const condition = columns.map((column) => `${quoteName(column)} IS NULL`).join(' OR ');
  return {
    name: `not_null [${columns.join(', ')}]`,
    columns,
    violations: `SELECT * FROM ${relation} WHERE ${condition}`,
  };
}

function compileAccepted(
  { column, values }: { column: string; values: (string | number)[] },
  relation: string,
): CompiledTest {
  const list = values.map((value) => quoteText(String(value))).join(', ');
  const violations = `SELECT * FROM ${relation} WHERE ${quoteName(column)}::VARCHAR NOT IN (${list})`;
  return { name: `accepted ${column}`, columns: [column], violations };
}

function compileRange(
  { column, min, max }: { column: string; min?: string | number; max?: string | number },
  relation: string,
): CompiledTest {
  const bound = (value: string | number) => (typeof value === 'number' ? String(value) : `DATE ${quoteText(value)}`);
  const conditions = [
    ...(min === undefined ? [] : [`${quoteName(column)} < ${bound(min)}`]),
    ...(max === undefined ? [] : [`${quoteName(column)} > ${bound(max)}`]),
  ];
  const violations = `SELECT * FROM ${relation} WHERE ${conditions.join(' OR ') || 'false'}`;
  return { name: `range ${column}`, columns: [column], violations };
}

function compileRows({ min, max }: { min?: number; max?: number }, relation: string): CompiledTest {
  const outside = [
    ...(min === undefined ? [] : [`"rows" < ${min}`]),
    ...(max === undefined ? [] : [`"rows" > ${max}`]),
  ];
  const violations = `SELECT * FROM (SELECT count(*) AS "rows" FROM ${relation}) WHERE ${outside.join(' OR ') || 'false'}`;
  return { name: `rows ${min ?? 0}..${max ?? 'any'}`, columns: [], violations };
}

function toObjects({ columns, rows }: { columns: { name: string }[]; rows: Value[][] }): Record<string, Value>[] {
  return rows.map((row) => Object.fromEntries(columns.map(({ name }, i) => [name, row[i] ?? null])));
}

function testFailed(dataset: string, test: string, violations: number, examples: Record<string, Value>[]): AppError {
  return new AppError(
    'dataset.test-failed',
    `Dataset "${dataset}" fails its test "${test}": ${violations} violation(s).`,
    {
      hint: `For instance ${JSON.stringify(examples[0])}. Nothing was published; readers see the version before.`,
      details: { dataset, test, violations, examples },
    },
  );
}
