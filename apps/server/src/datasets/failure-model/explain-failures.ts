import { explainRows } from '../../analytics/explain/explain-rows.js';
import { gainImportance } from '../../analytics/explain/gain-importance.js';
import { applyBins } from '../../analytics/features/bins.js';
import { alignTable } from '../../analytics/features/align-table.js';
import type { Feature } from '../../analytics/features/feature-table.js';
import { SOLO } from '../../analytics/member.js';
import { predictBins } from '../../analytics/models/model.js';
import { tCritical, tP } from '../../analytics/statistics/distributions.js';
import { CONFIDENCE } from '../../analytics/statistics/estimate.js';
import { summarize } from '../../analytics/statistics/means.js';
import { benjaminiHochberg } from '../../analytics/statistics/multiple-testing.js';
import { runGang } from '../../compute/run-gang.js';
import type { FailureModelAnalysis } from '../../content/spec/failure-model.js';
import type { BuildContext } from '../build-context.js';
import type { Cell } from '../write-rows.js';
import type { FailureScores } from './fit-failures.js';
import { titleCells } from '../models/title-columns.js';
import type { FailureRows } from './read-rows.js';

type Row = Record<string, Cell>;
/** Reasons named of a unit, at most. */
const REASONS = 3;

/** Rows of `.importance`, by held-out drop: share of gain in training, and the drop of the AUROC with an interval over the folds. */
export async function weighFeatures(
  { signal, progress, threads }: BuildContext,
  { shuffles, seed }: FailureModelAnalysis,
  { table, label, isJudged, titles }: FailureRows,
  { model, folds, fold }: FailureScores,
): Promise<Row[]> {
  const rowsOf = (wanted: number) =>
    Int32Array.from([...fold.keys()].filter((row) => fold[row] === wanted && isJudged[row] === 1));
  const parts = folds
    .map((each, i) => ({ model: each, test: rowsOf(i) }))
    .filter(({ test }) => new Set(Array.from(test, (row) => label[row]!)).size === 2);
  const input = { task: 'outcome' as const, table, target: label, parts, repeats: shuffles, seed };
  const options = { threads, ...(signal && { signal }), progress: (share: number) => progress(0.7 + 0.25 * share) };
  const answers = (await runGang('shuffle-columns', input, options)).flat();
  const weighed = gainImportance(model.ensemble).map(({ name, share }) => {
    // Ordered, so that the sum does not depend on which thread answered which fold.
    const drops = answers.map((found) => found.find((each) => each.name === name)!.drop).sort((a, b) => a - b);
    return { feature: name, ...titleCells(titles.get(name)!), gain_share: share, ...describeDrops(drops) };
  });
  const corrected = benjaminiHochberg(weighed.map(({ p_value }) => p_value));
  const rows = weighed.map((row, i) => {
    const q = corrected[i] ?? null;
    return { ...row, q_value: q, matters: q !== null && q < 1 - CONFIDENCE && row.drop! > 0 };
  });
  rows.sort((a, b) => (b.drop ?? 0) - (a.drop ?? 0) || b.gain_share - a.gain_share || (a.feature < b.feature ? -1 : 1));
  return rows.map((row, i) => ({ rank: i + 1, ...row }));
}

/** Mean over folds with its t interval: how the drop varies with the units that are held out. */
function describeDrops(drops: readonly number[]) {
  const summary = summarize(drops);
  const none = { drop: summary?.mean ?? null, drop_low: null, drop_high: null, p_value: null };
  if (summary?.sd == null) return none;
  const { mean, sd, n } = summary;
  const error = sd / Math.sqrt(n);
  const half = tCritical(CONFIDENCE, n - 1) * error;
  return {
    drop: mean,
    drop_low: mean - half,
    drop_high: mean + half,
    p_value: error > 0 ? tP(mean / error, n - 1) : null,
  };
}

/** What speaks most for a failure, by the names of the features and by what they are called; null where nothing does. */
type Reasons = Record<'reasons' | 'reasons_ko' | 'reasons_en', string | null>;

/** Score of each unit's newest row by the model of all rows, and what speaks most for a failure, as text. */
export function explainNewest(
  { newest, titles }: FailureRows,
  { model, threshold }: FailureScores,
): { score: Float64Array; threshold: number; reasons: Reasons[] } {
  const { table } = alignTable(newest.table, model.ensemble.features);
  const binned = applyBins(table, model.ensemble.features);
  const width = table.features.length;
  const contributions = new Float64Array(table.rows * width);
  explainRows({ ensemble: model.ensemble, binned, contributions }, SOLO);
  const reasons = Array.from({ length: table.rows }, (_, row) => {
    const own = contributions.subarray(row * width, (row + 1) * width);
    const speaking = [...own.keys()].filter((i) => own[i]! > 0).sort((a, b) => own[b]! - own[a]! || a - b);
    const said = speaking.slice(0, REASONS).map((i) => ({ feature: table.features[i]!, added: own[i]! }));
    const say = (nameOf: (feature: Feature) => string) =>
      said.length === 0
        ? null
        : said.map(({ feature, added }) => sayReason(nameOf(feature), valueText(feature, row), added)).join('; ');
    return {
      reasons: say(({ name }) => name),
      reasons_ko: say(({ name }) => titles.get(name)!.ko),
      reasons_en: say(({ name }) => titles.get(name)!.en),
    };
  });
  return { score: predictBins(model, binned), threshold, reasons };
}

function sayReason(name: string, value: string, contribution: number): string {
  return `${name} = ${value} (+${contribution.toPrecision(2)})`;
}

function valueText(feature: Feature, row: number): string {
  if (feature.kind === 'categorical') return feature.levels[feature.codes[row]!] ?? '–';
  const value = feature.values[row]!;
  return Number.isNaN(value) ? '–' : String(Number(value.toPrecision(4)));
}
