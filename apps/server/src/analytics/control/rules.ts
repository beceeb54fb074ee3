/**
 * Patterns on a control chart that chance rarely makes. "Beyond" is strict, a missing reading is passed over, a reading on the centre line
 * is on no side. Western Electric, Statistical Quality Control Handbook, 1956: rules 1 to 4 are the first four. L. S. Nelson, JQT 16, 1984:
 * rules 1 to 4 are `beyond_3_sigma`, `nine_on_one_side`, `six_rising_or_falling`, `fourteen_up_and_down`.
 */
export type ControlRule =
  | 'beyond_3_sigma'
  | 'two_of_three_beyond_2_sigma'
  | 'four_of_five_beyond_1_sigma'
  | 'eight_on_one_side'
  | 'nine_on_one_side'
  | 'six_rising_or_falling'
  | 'fourteen_up_and_down';

/** False alarms about every 92 readings (C. W. Champ, W. H. Woodall, Technometrics 29, 1987). */
export const WESTERN_ELECTRIC: readonly ControlRule[] = [
  'beyond_3_sigma',
  'two_of_three_beyond_2_sigma',
  'four_of_five_beyond_1_sigma',
  'eight_on_one_side',
];

export const NELSON: readonly ControlRule[] = [
  'beyond_3_sigma',
  'nine_on_one_side',
  'six_rising_or_falling',
  'fourteen_up_and_down',
];

/** Only the limits themselves, as for a chart of ranges: a false alarm about every 370 readings. */
export const LIMITS_ONLY: readonly ControlRule[] = ['beyond_3_sigma'];

/** Does the pattern end at `values[at]`? It looks at `span` values up to there, and can be told from `needs`. */
interface Pattern {
  span: number;
  needs: number;
  ends(values: Float64Array, at: number): boolean;
}

const PATTERNS: Record<ControlRule, Pattern> = {
  beyond_3_sigma: beyond(1, 1, 3),
  two_of_three_beyond_2_sigma: beyond(2, 3, 2),
  four_of_five_beyond_1_sigma: beyond(4, 5, 1),
  eight_on_one_side: beyond(8, 8, 0),
  nine_on_one_side: beyond(9, 9, 0),
  six_rising_or_falling: steps(6, (step, next) => step * next > 0),
  fourteen_up_and_down: steps(14, (step, next) => step * next < 0),
};

/** At least `wanted` of `span` values beyond a distance on one side, the last of them too: it is the one that completes the pattern. */
function beyond(wanted: number, span: number, distance: number): Pattern {
  const ends = (values: Float64Array, at: number): boolean => {
    const side = Math.sign(values[at]!);
    if (values[at]! * side <= distance) return false;
    let far = 0;
    for (let i = Math.max(0, at - span + 1); i <= at; i += 1) if (values[i]! * side > distance) far += 1;
    return far >= wanted;
  };
  return { span, needs: wanted, ends };
}

/** `span` values in which each step has the wanted relation to the one before it. */
function steps(span: number, relate: (step: number, next: number) => boolean): Pattern {
  const ends = (values: Float64Array, at: number): boolean => {
    for (let i = at; i > at - span + 2; i -= 1) {
      if (!relate(values[i - 1]! - values[i - 2]!, values[i]! - values[i - 1]!)) return false;
    }
    return true;
  };
  return { span, needs: span, ends };
}

/** Where a pattern was completed, and where it had begun: places in the list of readings. */
export interface Signal {
  rule: ControlRule;
  from: number;
  to: number;
}

/**
 * Every place at which a rule fires in standardised readings ((reading − centre) ÷ its standard error; NaN = missing), in order of place,
 * then of the rules given. A pattern shorter than its span can fire too where the readings that are there suffice (two of the first two).
 * O(n × rules).
 */
export function findSignals(standardised: ArrayLike<number>, rules: readonly ControlRule[]): Signal[] {
  const places = Array.from(standardised, (_, place) => place).filter((place) => !Number.isNaN(standardised[place]));
  const values = Float64Array.from(places, (place) => standardised[place]!);
  const signals: Signal[] = [];
  for (const [at, to] of places.entries()) {
    for (const rule of rules) {
      const { span, needs, ends } = PATTERNS[rule];
      if (at + 1 >= needs && ends(values, at)) signals.push({ rule, from: places[Math.max(0, at + 1 - span)]!, to });
    }
  }
  return signals;
}
