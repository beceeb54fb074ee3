import { describe, expect, it } from 'vitest';
import { compileRules, type CompiledRules } from './compile-rules.js';
import { decide, type DecidedEvent, type DecisionGround, type Reason } from './decide.js';
import { decisionWords } from './decision-words.js';

const COLUMNS = [
  { name: 'place', type: 'VARCHAR' },
  { name: 'visits', type: 'INTEGER' },
];
const RULES = compileRules(
  [
    { rank: 1, rule: 'MALL & ≥ 5', category: 'MALL', terms: '[{"name":"place","value":"MALL"},{"name":"visits","at_least":5}]', efficiency: 100 },
    { rank: 2, rule: '≥ 5', category: 'other', terms: '[{"name":"visits","at_least":5}]', efficiency: 300 },
  ],
  ['place', { column: 'visits', at_least: [5] }],
  COLUMNS,
); // prettier-ignore
const NONE: CompiledRules = { rules: [], unknown: [] };

const ground = (more: Partial<DecisionGround> = {}): DecisionGround => ({
  rules: RULES,
  gradeOf: (customer) => new Map([['K1', 2], ['K9', 9]]).get(customer),
  maxGrade: 6,
  policy: { max_grade: 6 },
  fields: { customer: 'customer_id', time: 'sensed_at' },
  ...more,
}); // prettier-ignore
const event = (more: Partial<DecidedEvent> = {}): DecidedEvent => ({
  texts: ['MALL', '6'],
  customer: 'K1',
  at: '2026-11-02 14:30:00',
  ...more,
});
const told = (e: Partial<DecidedEvent>, g: Partial<DecisionGround> = {}, sent = 0) =>
  decide(event(e), ground(g), () => sent);

describe('a decision', () => {
  it('sends by the best rule that is met, to a customer whose grade is good enough', () => {
    expect(told({})).toEqual({
      decision: 'send', reason: 'sent', missing: [], rule: 'MALL & ≥ 5', category: 'MALL', grade: 2, efficiency: 100,
    }); // prettier-ignore
    expect(told({ texts: ['CVS', '6'] })).toMatchObject({ decision: 'send', rule: '≥ 5' });
  });

  it.each([
    ['no_reliable_rule', {}, { rules: NONE }],
    ['unknown_condition', {}, { rules: { rules: [], unknown: ['x'] } }],
    ['unknown_condition', { texts: ['CVS', '1'] }, { rules: { ...RULES, unknown: ['x'] } }],
    ['no_rule_met', { texts: ['CVS', '1'] }, {}],
    ['missing_field', { texts: ['MALL', null] }, {}],
    ['missing_field', { customer: null }, {}],
    ['missing_field', { at: null }, {}],
    ['no_grades', {}, { gradeOf: undefined }],
    ['no_grades', {}, { maxGrade: undefined }],
    ['unknown_customer', { customer: 'nobody' }, {}],
    ['grade_too_low', { customer: 'K9' }, {}],
    ['efficiency_too_low', {}, { policy: { max_grade: 6, min_efficiency: 301 } }],
    ['quiet_hours', {}, { policy: { max_grade: 6, quiet_hours: { from: 14, to: 15 } } }],
    ['quiet_hours', { at: '2026-11-02 07:59:00' }, { policy: { max_grade: 6, quiet_hours: { from: 21, to: 8 } } }],
  ] as [Reason, Partial<DecidedEvent>, Partial<DecisionGround>][])('holds back: %s', (reason, e, g) => {
    const decision = told(e, g);
    expect(decision).toMatchObject({ decision: 'hold', reason });
    for (const words of Object.values(decisionWords(decision))) expect(words).toMatch(/\.$/);
  });

  it('names the fields that it misses, and only those that a rule hangs on', () => {
    expect(told({ texts: ['MALL', null] }).missing).toEqual(['visits']);
    expect(told({ texts: [null, '6'] })).toMatchObject({ decision: 'send', rule: '≥ 5' });
    expect(told({ customer: null, at: null }).missing).toEqual(['customer_id', 'sensed_at']);
  });

  it('takes a rule that pays enough before a better one that does not', () => {
    expect(told({}, { policy: { max_grade: 6, min_efficiency: 200 } })).toMatchObject({
      decision: 'send',
      rule: '≥ 5',
    });
  });

  it('sends to a customer no more often than declared, and at the end of quiet hours again', () => {
    const policy = { max_grade: 6, per_customer_day: 2, quiet_hours: { from: 21, to: 8 } };
    expect(told({}, { policy }, 1)).toMatchObject({ decision: 'send' });
    expect(told({}, { policy }, 2)).toMatchObject({ reason: 'frequency_cap' });
    expect(told({ at: '2026-11-02 08:00:00' }, { policy })).toMatchObject({ decision: 'send' });
  });
});
