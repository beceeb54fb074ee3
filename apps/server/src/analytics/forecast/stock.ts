import { badInput, requireFinite } from '../statistics/estimate.js';

/** Cost of a unit that was asked for and was not there (lost margin), and of one that is left over. */
export interface StockCosts {
  short: number;
  over: number;
}

export interface StockOutcome {
  /** Expected units asked for in vain, and left over. */
  short: number;
  over: number;
  /** Expected cost of both. */
  loss: number;
}

/**
 * Demands as they may come: the forecast plus each past residual of its horizon, never below zero; missing residuals are passed over.
 * Sorted.
 */
export function demandScenarios(forecast: number, residuals: ArrayLike<number>): Float64Array {
  requireFinite('forecast', forecast);
  const known = Float64Array.from(residuals).filter((residual) => !Number.isNaN(residual));
  return known.map((residual) => Math.max(0, forecast + residual)).sort();
}

/**
 * Service level at which the expected loss is least: short ÷ (short + over) (newsvendor: K. J. Arrow et al., Econometrica 19, 1951). Throws
 * `statistics.bad-input`.
 */
export function criticalRatio({ short, over }: StockCosts): number {
  requireFinite('costs', short, over);
  if (short < 0 || over < 0 || short + over === 0) throw badInput(`costs of ${short} and ${over} name no best stock`);
  return short / (short + over);
}

/**
 * Least stock that meets the whole demand in a share `serviceLevel` of the scenarios; null for none. Throws `statistics.bad-input`. O(n log
 * n).
 */
export function stockFor(scenarios: ArrayLike<number>, serviceLevel: number): number | null {
  if (!(serviceLevel >= 0 && serviceLevel <= 1)) throw badInput(`the service level is ${serviceLevel}`);
  const sorted = Float64Array.from(scenarios).sort();
  requireFinite('scenarios', ...sorted.subarray(-1));
  // Rounding must not ask for one scenario more: 0.07 × 100 is a little above 7.
  const rank = Math.ceil(serviceLevel * sorted.length - 1e-9);
  return sorted[Math.max(0, rank - 1)] ?? null;
}

/** What a stock is expected to cost over the scenarios; null for none. Throws `statistics.bad-input`. O(n). */
export function expectedStock(stock: number, scenarios: ArrayLike<number>, costs: StockCosts): StockOutcome | null {
  requireFinite('stock', stock);
  criticalRatio(costs);
  const n = scenarios.length;
  if (n === 0) return null;
  let [short, over] = [0, 0];
  for (let i = 0; i < n; i += 1) {
    short += Math.max(0, scenarios[i]! - stock) / n;
    over += Math.max(0, stock - scenarios[i]!) / n;
  }
  requireFinite('scenarios', short, over);
  return { short, over, loss: short * costs.short + over * costs.over };
}
