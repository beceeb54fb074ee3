import type { DraftDataset } from './draft-dataset.js';
import { suggest } from './did-you-mean.js';
import type { ParsedFile } from './parse-spec.js';
import type { Diagnostic } from './project.js';
import type { DatasetSpec } from './spec/dataset.js';
import { DECISION_COLUMNS, type DecisionsSource } from './spec/decisions.js';
import type { YamlPath } from './yaml-source.js';

interface Mistake {
  path: YamlPath;
  code: string;
  message: string;
  hint: string;
}

/** Mistakes between a dataset of decisions and what it decides by: the event's columns, the rules, the grades. */
export function checkDecisions(
  { draft, source }: ParsedFile<DatasetSpec>,
  drafts: ReadonlyMap<string, DraftDataset>,
): Diagnostic[] {
  if (!draft?.decisions) return [];
  const columns = draft.columns ?? [];
  const mistakes = [
    ...checkColumns(draft.decisions, columns),
    ...checkRules(draft.decisions, columns, drafts),
    ...checkTables(draft.decisions, drafts),
  ];
  return mistakes.map(({ path, ...mistake }) => ({ ...source.locate(path), severity: 'error', ...mistake }));
}

type Columns = NonNullable<DatasetSpec['columns']>;

function checkColumns({ event, customer, time }: DecisionsSource, columns: Columns): Mistake[] {
  const known = columns.map(({ name }) => name);
  const named = { event, customer, time };
  const absent = Object.entries(named).flatMap(([key, name]): Mistake[] =>
    known.includes(name) ? [] : [unknown(['decisions', key], name, known)],
  );
  const clock = columns.find(({ name }) => name === time);
  const wrongTime: Mistake[] =
    clock && !/^TIMESTAMP$/i.test(clock.type ?? '')
      ? [
          {
            path: ['decisions', 'time'],
            code: 'decisions.no-time',
            message: `"${time}" is ${clock.type ?? 'a column without a type'}, not a TIMESTAMP`,
            hint: `declare ${time} with type: TIMESTAMP`,
          },
        ]
      : [];
  const taken = columns.flatMap(({ name }, i): Mistake[] =>
    DECISION_COLUMNS.some((each) => each.name === name)
      ? [
          {
            path: ['columns', i, 'name'],
            code: 'decisions.taken-column',
            message: `"${name}" is a column of the decision itself`,
            hint: 'give the column of the event another name',
          },
        ]
      : [],
  );
  return [...absent, ...wrongTime, ...taken];
}

function checkRules(
  { rules }: DecisionsSource,
  columns: Columns,
  drafts: ReadonlyMap<string, DraftDataset>,
): Mistake[] {
  const path = ['decisions', 'rules'];
  const analysis = drafts.get(rules)?.spec.analysis;
  if (!drafts.has(rules)) return [absentDataset(path, rules, drafts)];
  if (analysis?.kind !== 'condition_rules') {
    const hint = 'name a dataset with analysis: { kind: condition_rules, … }';
    return [{ path, code: 'decisions.no-rules', message: `"${rules}" holds no condition rules`, hint }];
  }
  const known = columns.map(({ name }) => name);
  return analysis.conditions.flatMap((condition) => {
    const column = typeof condition === 'string' ? condition : condition.column;
    if (known.includes(column)) return [];
    const message = `the rules of "${rules}" ask for "${column}", which events do not have`;
    return [{ path, code: 'decisions.no-such-field', message, hint: `declare ${column} in columns, with its type` }];
  });
}

function checkTables({ grades, policy }: DecisionsSource, drafts: ReadonlyMap<string, DraftDataset>): Mistake[] {
  const tables: [string, YamlPath][] = [[grades.from, ['decisions', 'grades', 'from']]];
  if (typeof policy.max_grade === 'object')
    tables.push([policy.max_grade.from, ['decisions', 'policy', 'max_grade', 'from']]);
  return tables.flatMap(([table, path]) => {
    const name = table.split('.')[0]!;
    return drafts.has(name) ? [] : [absentDataset(path, name, drafts)];
  });
}

function absentDataset(path: YamlPath, name: string, drafts: ReadonlyMap<string, DraftDataset>): Mistake {
  const hint = suggest(name, drafts.keys(), 'datasets');
  return { path, code: 'dataset.unknown-input', message: `there is no dataset "${name}"`, hint };
}

function unknown(path: YamlPath, name: string, known: readonly string[]): Mistake {
  const hint = suggest(name, known, 'columns');
  return { path, code: 'dataset.unknown-column', message: `there is no column "${name}" in columns`, hint };
}
