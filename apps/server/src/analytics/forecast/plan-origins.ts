import type { BackTest, BackTestPlan } from './back-test.js';

/** Origins of which a third can be set aside. */
const ENOUGH_TO_PART = 9;
const LEAST_CHOICE = 3;
/** Origins that one whole season of past is given up for. */
const FEW = 8;

/**
 * Where to forecast from in a series of that length: at most `origins` times, a horizon apart where the past is long enough for it, else
 * closer. The first one knows two seasons (one, where that leaves fewer than 8) and at least 4 periods.
 */
export function planOrigins(
  length: number,
  { season, horizon, origins }: { season: number; horizon: number; origins: number },
): BackTestPlan {
  const leastOf = (seasons: number) => Math.max(4, seasons * season);
  const least = length - horizon - leastOf(2) + 1 < FEW ? leastOf(1) : leastOf(2);
  const available = Math.max(1, length - horizon - least + 1);
  const step = Math.min(horizon, Math.max(1, Math.floor(available / origins)));
  return { train: Math.max(least, length - horizon - step * (origins - 1)), horizon, step };
}

/** Origins that a model is chosen by, and those that it is checked on: places [from, to). */
export interface Parts {
  choice: readonly [number, number];
  check: readonly [number, number];
  /** All origins do both, for there are too few. */
  isOne: boolean;
}

/** The newest third is set aside; what chooses is over before the first of them is forecast. */
export function partOrigins({ origins, horizon }: Pick<BackTest, 'origins' | 'horizon'>): Parts {
  const count = origins.length;
  const first = count - Math.floor(count / 3);
  const choice = origins.filter((origin, place) => place < first && origin + horizon <= origins[first]!).length;
  if (count < ENOUGH_TO_PART || choice < LEAST_CHOICE) return { choice: [0, count], check: [0, count], isOne: true };
  return { choice: [0, choice], check: [first, count], isOne: false };
}

/** A back-test by some of its origins. */
export function takeOrigins(test: BackTest, [from, to]: readonly [number, number]): BackTest {
  return {
    ...test,
    origins: test.origins.slice(from, to),
    actuals: test.actuals.slice(from, to),
    scales: test.scales.slice(from, to),
    models: test.models.map(({ name, forecasts }) => ({ name, forecasts: forecasts.slice(from, to) })),
  };
}
