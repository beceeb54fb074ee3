import type { Decision, Reason } from './decide.js';

type Words = Record<Reason, (decision: Decision) => string>;

const ko: Words = {
  no_reliable_rule: () => '믿을 만한 감지조건이 아직 없어 보내지 않습니다.',
  missing_field: ({ missing }) => `값이 없는 항목이 있어 조건을 판단할 수 없습니다: ${missing.join(', ')}.`,
  unknown_condition: () => '알 수 없는 조건이 든 규칙이 있어 판단할 수 없습니다.',
  no_rule_met: () => '맞는 감지조건이 없습니다.',
  no_grades: () => '고객 등급이 아직 없어 보내지 않습니다.',
  unknown_customer: () => '등급이 없는 고객입니다.',
  grade_too_low: ({ grade }) => `${grade}등급은 발송 대상이 아닙니다.`,
  efficiency_too_low: ({ rule }) => `조건 “${rule}”의 영업이익효율이 기준보다 낮습니다.`,
  quiet_hours: () => '보내지 않는 시간대입니다.',
  frequency_cap: () => '이 고객에게 오늘 보낼 수 있는 횟수를 다 썼습니다.',
  sent: ({ rule, grade }) => `조건 “${rule}”에 맞고 ${grade}등급이라 보냅니다.`,
};

const en: Words = {
  no_reliable_rule: () => 'There is no reliable rule yet, so nothing is sent.',
  missing_field: ({ missing }) => `The conditions cannot be told without ${missing.join(', ')}.`,
  unknown_condition: () => 'A rule asks for a condition that is not known here, so it cannot be told.',
  no_rule_met: () => 'No sensing condition is met.',
  no_grades: () => 'There are no grades of customers yet, so nothing is sent.',
  unknown_customer: () => 'The customer has no grade.',
  grade_too_low: ({ grade }) => `Grade ${grade} is not sent to.`,
  efficiency_too_low: ({ rule }) => `The rule "${rule}" pays less than asked for.`,
  quiet_hours: () => 'Nothing is sent at this hour.',
  frequency_cap: () => 'The customer has been sent to as often as allowed today.',
  sent: ({ rule, grade }) => `The rule "${rule}" is met and the customer is of grade ${grade}.`,
};

/** A decision in words, for whoever looks at a single one. */
export function decisionWords(decision: Decision): { ko: string; en: string } {
  return { ko: ko[decision.reason](decision), en: en[decision.reason](decision) };
}
