import type { DecisionPolicy } from '../../content/spec/decisions.js';
import type { CompiledRule, CompiledRules, EventTexts } from './compile-rules.js';

/** Why it was decided so. The first that applies, in this order; `sent` when nothing speaks against it. */
export type Reason =
  | 'no_reliable_rule'
  | 'missing_field'
  | 'unknown_condition'
  | 'no_rule_met'
  | 'no_grades'
  | 'unknown_customer'
  | 'grade_too_low'
  | 'efficiency_too_low'
  | 'quiet_hours'
  | 'frequency_cap'
  | 'sent';

export interface Decision {
  decision: 'send' | 'hold';
  reason: Reason;
  /** Fields without which no rule could be told; only with `missing_field`. */
  missing: string[];
  /** The rule that was met, and the grade of the customer, as far as they are known. */
  rule: string | null;
  category: string | null;
  grade: number | null;
  efficiency: number | null;
}

/** What a decision is made of besides the event. */
export interface DecisionGround {
  rules: CompiledRules;
  /** Undefined while there are no grades. */
  gradeOf: ((customer: string) => number | undefined) | undefined;
  /** Undefined where a table says it and has not said it yet. */
  maxGrade: number | undefined;
  policy: DecisionPolicy;
  /** What the fields with customer and time are called. */
  fields: { customer: string; time: string };
}

/** The event, and the places of what the policy looks at among its values. */
export interface DecidedEvent {
  texts: EventTexts;
  customer: string | null;
  /** `2026-10-31 12:00:00` by the project's clock; null for no value. */
  at: string | null;
}

/**
 * Send or not: the best rule that the event meets, and a customer whose grade is good enough, at an hour that is not quiet, not more often than
 * declared. Whatever is not known holds it back. `sentToday` asks how often the customer was sent to on the day of the event.
 */
export function decide(event: DecidedEvent, ground: DecisionGround, sentToday: () => number): Decision {
  const { policy, gradeOf, fields } = ground;
  const { met, reason } = meetRule(event.texts, ground);
  const grade = event.customer === null ? undefined : gradeOf?.(event.customer);
  const missing = [
    ...(reason?.missing ?? []),
    ...(event.customer === null ? [fields.customer] : []),
    ...(event.at === null ? [fields.time] : []),
  ];
  const reached = reason?.code ?? (missing.length > 0 ? 'missing_field' : undefined);
  const found =
    reached ?? againstGrade(ground, grade) ?? againstRule(met!, policy) ?? againstTime(event.at!, policy, sentToday);
  return {
    decision: found === undefined ? 'send' : 'hold',
    reason: found ?? 'sent',
    missing: found === 'missing_field' ? missing : [],
    rule: met?.rule ?? null,
    category: met?.category ?? null,
    grade: grade ?? null,
    efficiency: met?.efficiency ?? null,
  };
}

interface Meeting {
  met?: CompiledRule;
  reason?: { code: Reason; missing?: string[] };
}

/** The best rule that holds, one that pays enough before one that does not; or why there is none. */
function meetRule(texts: EventTexts, { rules: { rules, unknown }, policy }: DecisionGround): Meeting {
  if (rules.length === 0) return { reason: { code: unknown.length > 0 ? 'unknown_condition' : 'no_reliable_rule' } };
  const missing = new Set<string>();
  let second: CompiledRule | undefined;
  for (const rule of rules) {
    const answers = rule.terms.map(({ holds }) => holds(texts));
    if (answers.every((answer) => answer === true)) {
      if (paysEnough(rule, policy)) return { met: rule };
      second ??= rule;
    } else if (!answers.includes(false)) {
      rule.terms.forEach(({ field }, i) => answers[i] === null && missing.add(field));
    }
  }
  if (second) return { met: second };
  if (missing.size > 0) return { reason: { code: 'missing_field', missing: [...missing].sort() } };
  return { reason: { code: unknown.length > 0 ? 'unknown_condition' : 'no_rule_met' } };
}

function paysEnough({ efficiency }: CompiledRule, { min_efficiency: least }: DecisionPolicy): boolean {
  return least === undefined || (efficiency !== null && efficiency >= least);
}

function againstGrade({ gradeOf, maxGrade }: DecisionGround, grade: number | undefined): Reason | undefined {
  if (gradeOf === undefined || maxGrade === undefined) return 'no_grades';
  if (grade === undefined) return 'unknown_customer';
  return grade > maxGrade ? 'grade_too_low' : undefined;
}

function againstRule(rule: CompiledRule, policy: DecisionPolicy): Reason | undefined {
  return paysEnough(rule, policy) ? undefined : 'efficiency_too_low';
}

function againstTime(at: string, policy: DecisionPolicy, sentToday: () => number): Reason | undefined {
  const { quiet_hours: quiet, per_customer_day: cap } = policy;
  if (quiet) {
    const hour = Number(at.slice(11, 13));
    const isQuiet =
      quiet.from < quiet.to ? hour >= quiet.from && hour < quiet.to : hour >= quiet.from || hour < quiet.to;
    if (isQuiet) return 'quiet_hours';
  }
  return cap !== undefined && sentToday() >= cap ? 'frequency_cap' : undefined;
}
