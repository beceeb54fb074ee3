import type { CodeRange } from '../../analytics/association/mine-rules.js';
import type { PlannedCondition } from './plan-conditions.js';

/** One value that a condition can ask for. */
export interface ConditionLevel {
  /** Place of the condition in the plan. */
  condition: number;
  range: CodeRange;
  /** The value, or the band in words: `200`, `12–18`. */
  value: string;
  /** What a reader is told: `within 200 m`. */
  label: string;
  /** What a program is told: `{"name":"distance","at_most":200}`, as JSON. */
  term: string;
}

/** Levels of a condition, `values` being the level values in the order of their codes (of a condition by levels). */
export function conditionLevels(
  planned: PlannedCondition,
  condition: number,
  values: readonly string[],
): ConditionLevel[] {
  const { name, kind, borders, label, limits } = planned;
  const level = (range: CodeRange, value: string, term: Record<string, string | number>): ConditionLevel => ({
    condition,
    range,
    value,
    label: label.replaceAll('{value}', () => value),
    term: JSON.stringify({ name, ...term }),
  });
  const one = (i: number): CodeRange => ({ from: i + 1, to: i + 1 });
  switch (kind) {
    case 'levels':
      return values.map((value, i) => level(one(i), value, { value }));
    case 'bands':
      return Array.from({ length: borders.length + 1 }, (_, i) => {
        const [from, below] = [borders[i - 1], borders[i]];
        return level(one(i), bandText(from ?? limits?.[0], below ?? limits?.[1]), {
          ...(from !== undefined && { from: Number(from) }),
          ...(below !== undefined && { below: Number(below) }),
        });
      });
    case 'at_most':
      return borders.map((border, i) => level({ from: 1, to: i + 1 }, border, { at_most: Number(border) }));
    case 'at_least':
      return borders.map((border, i) =>
        level({ from: i + 1, to: borders.length }, border, { at_least: Number(border) }),
      );
  }
}

function bandText(from: string | undefined, below: string | undefined): string {
  if (from === undefined) return `< ${below}`;
  return below === undefined ? `≥ ${from}` : `${from}–${below}`;
}
