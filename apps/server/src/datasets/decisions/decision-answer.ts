import type { Value } from '../../common/value.js';
import { DECISION_COLUMNS } from '../../content/spec/decisions.js';
import type { Decision } from './decide.js';
import { decisionWords } from './decision-words.js';

/** What the sender of an event is told. */
export interface DecisionAnswer extends Decision {
  event: string;
  message: { ko: string; en: string };
  rules_version: string | null;
  grades_version: string | null;
  /** ISO instant. */
  decided_at: string;
}

type Versions = Pick<DecisionAnswer, 'rules_version' | 'grades_version' | 'decided_at'>;

export function composeAnswer(event: string, decision: Decision, versions: Versions): DecisionAnswer {
  return { event, ...decision, message: decisionWords(decision), ...versions };
}

/** The columns that a decision adds to its event, in their order, as texts that DuckDB casts. */
export function answerTexts({ missing, decided_at, message: _words, ...answer }: DecisionAnswer): (string | null)[] {
  const values: Record<string, string | number | null> = {
    ...answer,
    missing: missing.length === 0 ? null : missing.join(', '),
    decided_at: decided_at.replace('T', ' ').replace('Z', ''),
  };
  return DECISION_COLUMNS.map(({ name }) => values[name] ?? null).map((value) =>
    value === null ? null : String(value),
  );
}

/** The answer that those columns were made of. */
export function readAnswer(event: string, cells: readonly Value[]): DecisionAnswer {
  const row = new Map(DECISION_COLUMNS.map(({ name }, i) => [name, cells[i] ?? null]));
  const text = (name: string) => (row.get(name) == null ? null : String(row.get(name)));
  const number = (name: string) => (row.get(name) == null ? null : Number(row.get(name)));
  const decision = {
    decision: text('decision'),
    reason: text('reason'),
    missing: text('missing')?.split(', ') ?? [],
    rule: text('rule'),
    category: text('category'),
    grade: number('grade'),
    efficiency: number('efficiency'),
  } as Decision;
  return composeAnswer(event, decision, {
    rules_version: text('rules_version'),
    grades_version: text('grades_version'),
    decided_at: new Date(`${text('decided_at')!.replace(' ', 'T')}Z`).toISOString(),
  });
}
