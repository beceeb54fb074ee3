import { describe, expect, it } from 'vitest';
import { SOLO } from '../member.js';
import { seededRandom } from '../random.js';
import { forecastOne, forecastSeries, type ForecastSettings } from './forecast-series.js';
import { partOrigins, planOrigins } from './plan-origins.js';
import type { Series } from './series.js';

const settings: ForecastSettings = {
  unit: 'month',
  season: 12,
  horizon: 3,
  models: ['linear'],
  origins: 30,
  confidence: 0.8,
};

function seriesOf(seed: number, make: (noise: () => number, values: Float64Array, at: number) => number): Series {
  const random = seededRandom(seed);
  const noise = () => Array.from({ length: 12 }, () => random.next()).reduce((sum, value) => sum + value, -6);
  const values = new Float64Array(84);
  for (let at = 0; at < values.length; at += 1) values[at] = make(noise, values, at);
  return { unit: 'month', first: 24_000, values };
}

/** Each month is the same month of last year and noise: nothing beats the floor there. */
const repeating = (seed: number) =>
  seriesOf(seed, (noise, values, at) => (at < 12 ? 100 : values[at - 12]!) + 10 * noise());

describe('the forecast of series', () => {
  it('claims to beat the floor hardly ever where nothing does, and its intervals hold what they promise', () => {
    let [beaten, covered, intervals] = [0, 0, 0];
    for (let seed = 1; seed <= 60; seed += 1) {
      const { models, errors } = forecastOne({ series: repeating(seed), known: [] }, settings);
      if (models.some(({ verdict }) => verdict === 'beats_floor')) beaten += 1;
      const chosen = models.find((model) => model.chosen)!;
      const { coverage } = errors.find(
        ({ model, part, step }) => model === chosen.name && part === 'check' && step === null,
      )!;
      covered += coverage!.covered;
      intervals += coverage!.n;
    }
    expect(beaten).toBeLessThanOrEqual(3);
    expect(intervals).toBe(1800);
    expect(covered / intervals).toBeGreaterThan(0.77);
    expect(covered / intervals).toBeLessThan(0.88);
  });

  it('is the same for one thread and for several', () => {
    const tasks = [1, 2, 3, 4, 5].map((seed) => ({ series: repeating(seed), known: [] }));
    const input = { tasks, settings: { ...settings, models: ['linear', 'boosting'] as const, origins: 9 } };
    const alone = forecastSeries(input, SOLO);
    const members = [0, 1].map((index) => forecastSeries(input, { ...SOLO, index, count: 2 }));
    expect(tasks.map((_, i) => members[i % 2]![Math.floor(i / 2)])).toEqual(alone);
  });

  it('chooses by older origins than it checks on, and none of those has seen what is checked', () => {
    const plan = planOrigins(84, settings);
    expect(plan).toMatchObject({ train: 52, step: 1, horizon: 3 });
    const origins = Array.from({ length: 30 }, (_, i) => 52 + i);
    const { choice, check, isOne } = partOrigins({ origins, horizon: 3 });
    expect({ choice, check, isOne }).toEqual({ choice: [0, 18], check: [20, 30], isOne: false });
    expect(origins[choice[1] - 1]! + 3).toBeLessThanOrEqual(origins[check[0]]!);
    expect(partOrigins({ origins: [10, 11, 12], horizon: 3 })).toMatchObject({ check: [0, 3], isOne: true });
    expect(planOrigins(30, settings).train).toBe(12);
    expect(planOrigins(1300, { season: 7, horizon: 7, origins: 30 })).toMatchObject({ step: 7 });
  });

  it('takes smoothing of the shape that the past asks for', () => {
    const grown = seriesOf(7, (noise, _, at) => 100 + at + 20 * Math.sin((at * Math.PI) / 6) + noise());
    const { models, forecast } = forecastOne(
      { series: grown, known: [] },
      { ...settings, models: ['smoothing'], origins: 9 },
    );
    expect(models[1]).toMatchObject({ name: 'smoothing', verdict: 'beats_floor', chosen: true });
    expect(Math.abs(forecast[0]!.value - 184)).toBeLessThan(6);
  });

  it('answers with the reason where a series is too short, and passes on what is no answer of a model', () => {
    const short = { ...repeating(1), values: Float64Array.of(1, 2, 3) };
    const { models, forecast } = forecastOne({ series: short, known: [] }, settings);
    expect(models).toMatchObject([{ name: 'seasonal_naive', verdict: 'refused', reason: /too short/ }]);
    expect(forecast).toEqual([]);
    const stop = () => {
      throw new Error('stopped');
    };
    expect(() => forecastOne({ series: repeating(1), known: [] }, settings, stop)).toThrow('stopped');
  });
});
