import { normalCritical } from '../statistics/distributions.js';
import { badInput, CONFIDENCE, requireCount, requireFinite, type Interval } from '../statistics/estimate.js';

/** Four counts that say all about a rule "where the conditions hold, the outcome follows". */
export interface RuleCounts {
  /** All rows. */
  rows: number;
  /** Rows with the outcome. */
  outcomes: number;
  /** Rows in which the conditions hold. */
  covered: number;
  /** Rows with both. */
  both: number;
}

/** A measure that the counts cannot tell is null: all but coverage and support of a rule that covers nothing, lift without any outcome. */
export interface RuleMeasures {
  /** Share of the rows in which the conditions hold. */
  coverage: number | null;
  /** Share of the rows with conditions and outcome. */
  support: number | null;
  /** Share of the covered rows with the outcome. */
  confidence: number | null;
  /** Confidence ÷ share of the outcome in all rows. */
  lift: number | null;
  /** Support less what it would be if conditions and outcome were independent. */
  leverage: number | null;
  /** How many times more often the rule would fail if they were independent; null (infinite) for a rule that never fails. */
  conviction: number | null;
  /** −1 (never together) … 0 (independent) … 1 (always together). */
  zhang: number | null;
}

/**
 * Measures of a rule. Support and confidence: Agrawal, Imieliński, Swami 1993; conviction and lift: Brin et al. 1997; leverage:
 * Piatetsky-Shapiro 1991; Zhang's metric: T. Zhang, "Association Rules", PAKDD 2000. Throws `statistics.bad-input` for counts that do not fit.
 */
export function ruleMeasures(counts: RuleCounts): RuleMeasures {
  requireRule(counts);
  const { rows, outcomes, covered, both } = counts;
  if (rows === 0) return NO_MEASURES;
  const [coverage, base, support] = [covered / rows, outcomes / rows, both / rows];
  if (covered === 0) return { ...NO_MEASURES, coverage, support };
  const confidence = both / covered;
  // From whole numbers, so that an independent rule has exactly 0.
  const excess = (both * rows - covered * outcomes) / (rows * rows);
  const fails = covered - both;
  const room = Math.max(both * (rows - covered), covered * (outcomes - both)) / (rows * rows);
  return {
    coverage,
    support,
    confidence,
    lift: outcomes === 0 ? null : confidence / base,
    leverage: excess,
    conviction: fails === 0 ? null : (1 - base) / (fails / covered),
    zhang: room === 0 ? null : excess / room,
  };
}

const NO_MEASURES: RuleMeasures = {
  coverage: null,
  support: null,
  confidence: null,
  lift: null,
  leverage: null,
  conviction: null,
  zhang: null,
};

/** Throws `statistics.bad-input` unless the counts can belong to one table. */
export function requireRule({ rows, outcomes, covered, both }: RuleCounts): void {
  for (const [name, value] of Object.entries({ rows, outcomes, covered, both })) requireCount(name, value);
  if (both > covered || both > outcomes || covered + outcomes - both > rows) {
    throw badInput(`${both} of ${covered} covered and ${outcomes} outcomes do not fit into ${rows} rows`);
  }
}

/** Gross margin less marketing cost, in per cent of the cost: 897 says that each unit spent came back with 8.97 on top. Null where nothing was spent. */
export function profitEfficiency(margin: number, cost: number): number | null {
  requireFinite('margin and cost', margin, cost);
  return cost > 0 ? (100 * (margin - cost)) / cost : null;
}

/** Sums over the n rows of a rule: of margins m and costs c, and of m², m·c and c². */
export interface MoneySums {
  n: number;
  margin: number;
  cost: number;
  marginSquares: number;
  products: number;
  costSquares: number;
}

/**
 * Interval of the profit efficiency, margin ÷ cost being a ratio of two sums over rows (Cochran, Sampling Techniques, 1977, 6.4: linearised
 * variance). Null for fewer than two rows or no cost. For few rows it is too narrow: read it from about 30 on.
 */
export function efficiencyInterval(sums: MoneySums, confidence = CONFIDENCE): Interval | null {
  const { n, margin, cost, marginSquares, products, costSquares } = sums;
  const efficiency = profitEfficiency(margin, cost);
  if (n < 2 || efficiency === null) return null;
  const ratio = margin / cost;
  // Rounding may leave a hair below zero.
  const residuals = Math.max(0, marginSquares - 2 * ratio * products + ratio * ratio * costSquares);
  const half = (100 * normalCritical(confidence) * Math.sqrt((residuals * n) / (n - 1))) / cost;
  return { low: efficiency - half, high: efficiency + half };
}
