import { badInput } from '../features/feature-table.js';
import type { Random } from '../random.js';

export type ParameterValue = number | string | boolean | null;
/** One value for each parameter of a space. */
export type Parameters = Readonly<Record<string, ParameterValue>>;

/** Values that a parameter may take: one of a list, or from `low` to `high`, both ends among them; `log` draws magnitudes evenly. */
export type ParameterRange =
  { choices: readonly ParameterValue[] } | { low: number; high: number; scale?: 'linear' | 'log'; whole?: boolean };

export type ParameterSpace = Readonly<Record<string, ParameterRange>>;

/** Throws `model.bad-input`, naming the parameter, unless values can be drawn from each range. */
export function requireSpace(space: ParameterSpace): void {
  for (const [name, range] of Object.entries(space)) {
    const bad = (why: string) => badInput(`the range of parameter "${name}" ${why}`, name);
    if ('choices' in range) {
      if (range.choices.length === 0) throw bad('has no values');
      continue;
    }
    const { low, high, scale, whole } = range;
    if (!Number.isFinite(low) || !Number.isFinite(high) || low > high) throw bad(`is from ${low} to ${high}`);
    if (scale === 'log' && low <= 0) throw bad(`begins at ${low}, but a logarithmic one must begin above 0`);
    if (whole && !(Number.isInteger(low) && Number.isInteger(high))) throw bad('must begin and end at whole numbers');
  }
}

/** Draws each parameter by itself, in the order of their names, so that the order of the declaration changes nothing. */
export function drawParameters(space: ParameterSpace, random: Random): Parameters {
  const names = Object.keys(space).sort();
  return Object.fromEntries(names.map((name) => [name, drawValue(space[name]!, random)]));
}

function drawValue(range: ParameterRange, random: Random): ParameterValue {
  if ('choices' in range) return range.choices[random.below(range.choices.length)]!;
  const { low, high, scale, whole } = range;
  const share = random.next();
  // Whole numbers get an interval of length 1 each, the ends too.
  const [from, to] = whole ? [low - 0.5, high + 0.5] : [low, high];
  const drawn = scale === 'log' ? from * (to / from) ** share : from + (to - from) * share;
  return Math.min(high, Math.max(low, whole ? Math.round(drawn) : drawn));
}
