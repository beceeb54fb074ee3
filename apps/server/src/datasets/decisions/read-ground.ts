import type { DatasetVersion } from '../../catalog/dataset-version.repository.js';
import { AppError } from '../../common/errors.js';
import type { DatasetItem, Project } from '../../content/project.js';
import type { DecisionsSource } from '../../content/spec/decisions.js';
import { quoteName, quoteTable } from '../../engine/quote.js';
import { readChunks } from '../../engine/row-stream.js';
import type { DatasetReader } from '../dataset-reader.js';
import { compileRules, type CompiledRules, type RuleRow } from './compile-rules.js';
import type { DecisionGround } from './decide.js';
import { GradeIndex } from './grade-index.js';

/** A ground for decisions, and the versions that it was read from; null where there is none yet. */
export interface ReadGround extends DecisionGround {
  rulesVersion: string | null;
  gradesVersion: string | null;
  customers: number;
}

const NONE: CompiledRules = { rules: [], unknown: [] };

/** Names of the datasets that a dataset of decisions decides by. */
export function groundDatasets({ rules, grades, policy }: DecisionsSource): string[] {
  const tables = [rules, grades.from, ...(typeof policy.max_grade === 'object' ? [policy.max_grade.from] : [])];
  return [...new Set(tables.map((table) => table.split('.')[0]!))];
}

/**
 * Reads rules, grades and the lowest grade from the given versions, by dataset. Only rules that are reliable count. Throws what the queries
 * throw, and `decisions.bad-grade`.
 */
export async function readGround(
  item: DatasetItem,
  project: Pick<Project, 'datasets'>,
  versions: ReadonlyMap<string, DatasetVersion>,
  reader: DatasetReader,
): Promise<ReadGround> {
  const source = item.spec.decisions!;
  const index = await readGrades(source, versions, reader);
  return {
    rules: await readRules(item, source, project, versions, reader),
    gradeOf: index && ((customer) => index.get(customer)),
    maxGrade: await readMaxGrade(source, versions, reader),
    policy: source.policy,
    fields: { customer: source.customer, time: source.time },
    rulesVersion: versions.get(source.rules)?.id ?? null,
    gradesVersion: versionOf(source.grades.from, versions)?.id ?? null,
    customers: index?.size ?? 0,
  };
}

function versionOf(table: string, versions: ReadonlyMap<string, DatasetVersion>): DatasetVersion | undefined {
  return versions.get(table.split('.')[0]!);
}

async function readRules(
  { spec }: DatasetItem,
  { rules }: DecisionsSource,
  project: Pick<Project, 'datasets'>,
  versions: ReadonlyMap<string, DatasetVersion>,
  reader: DatasetReader,
): Promise<CompiledRules> {
  const version = versions.get(rules);
  const analysis = project.datasets.get(rules)?.spec.analysis;
  if (!version || analysis?.kind !== 'condition_rules') return NONE;
  const session = await reader.open([version]);
  try {
    const { rows } = await session.query(
      `SELECT rank, rule, category, terms, profit_efficiency FROM ${quoteTable(`${rules}.rules`)} WHERE reliable ORDER BY rank`,
    );
    const found = rows.map(([rank, rule, category, terms, efficiency]): RuleRow => ({
      rank: Number(rank),
      rule: String(rule),
      category: String(category),
      terms: String(terms),
      efficiency: efficiency === null ? null : Number(efficiency),
    }));
    const columns = (spec.columns ?? []).map(({ name, type = 'VARCHAR' }) => ({ name, type }));
    return compileRules(found, analysis.conditions, columns);
  } finally {
    await session.close();
  }
}

async function readGrades(
  { grades }: DecisionsSource,
  versions: ReadonlyMap<string, DatasetVersion>,
  reader: DatasetReader,
): Promise<GradeIndex | undefined> {
  const version = versionOf(grades.from, versions);
  if (!version) return undefined;
  const [customer, grade] = [quoteName(grades.customer), quoteName(grades.grade)];
  const session = await reader.open([version]);
  try {
    const index = new GradeIndex();
    await session.stream(
      `SELECT ${customer}::VARCHAR, ${grade}::INTEGER FROM ${quoteTable(grades.from)} WHERE ${customer} IS NOT NULL AND ${grade} IS NOT NULL`,
      async (stream) => {
        for await (const rows of readChunks(stream)) {
          for (const [id, value] of rows) index.set(String(id), gradeIn(Number(value), grades.from));
          // Decisions go on while a new version is read.
          await new Promise<void>((next) => setImmediate(next));
        }
      },
    );
    return index;
  } finally {
    await session.close();
  }
}

function gradeIn(value: number, table: string): number {
  if (Number.isInteger(value) && value >= 1 && value <= 100) return value;
  throw new AppError('decisions.bad-grade', `"${table}" has the grade ${value}, which is not one of 1 to 100.`, {
    details: { table, grade: value },
  });
}

async function readMaxGrade(
  { policy: { max_grade: grade } }: DecisionsSource,
  versions: ReadonlyMap<string, DatasetVersion>,
  reader: DatasetReader,
): Promise<number | undefined> {
  if (typeof grade === 'number') return grade;
  const version = versionOf(grade.from, versions);
  if (!version) return undefined;
  const session = await reader.open([version]);
  try {
    const column = quoteName(grade.column);
    const { rows } = await session.query(`SELECT min(${column}), max(${column}) FROM ${quoteTable(grade.from)}`);
    const [least = null, most = null] = rows[0] ?? [];
    // Two rows that differ say nothing.
    return least === null || least !== most ? undefined : Number(least);
  } finally {
    await session.close();
  }
}
