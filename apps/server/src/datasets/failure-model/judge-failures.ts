import { groupedAuroc } from '../../analytics/judging/grouped-auroc.js';
import { seededRandom } from '../../analytics/random.js';
import { groupRatioInterval } from '../../analytics/statistics/group-bootstrap.js';
import { wilsonInterval } from '../../analytics/statistics/proportions.js';
import type { FailureModelAnalysis } from '../../content/spec/failure-model.js';
import type { BuildContext } from '../build-context.js';
import type { Cell } from '../write-rows.js';
import {
  compileCaught,
  compileCodes,
  compileFalseAlarms,
  compileJudged,
  compileUnitFigures,
} from './compile-alarms.js';
import { HOUR } from './read-records.js';
import type { FailureRows } from './read-rows.js';
import type { FailureScores } from './fit-failures.js';

type Row = Record<string, Cell>;
const REPEATS = 1000;

/** Rows of `.quality`: the model, and the rule of declared precursors where there is one. Makes `_scores`, `_judged`, `_caught`, `_false_alarms`. */
export async function judgeFailures(
  { workspace, signal }: BuildContext,
  spec: FailureModelAnalysis,
  rows: FailureRows,
  scores: FailureScores,
): Promise<Row[]> {
  const { fold, score, thresholds } = scores;
  await workspace.createTable('_scores', [
    { name: 'place', type: 'INTEGER', values: rows.place },
    { name: 'k', type: 'INTEGER', values: rows.k },
    { name: 'label', type: 'INTEGER', values: rows.label },
    { name: 'fold', type: 'INTEGER', values: fold.map((each) => each + 1) },
    { name: 'score', type: 'DOUBLE', values: score },
    { name: 'threshold', type: 'DOUBLE', values: Float64Array.from(fold, (each) => thresholds[each]!) },
    { name: 'alarm', type: 'BOOLEAN', values: Array.from(score, (each, row) => each >= thresholds[fold[row]!]!) },
    { name: 'judged', type: 'BOOLEAN', values: Array.from(rows.isJudged, (each) => each === 1) },
  ]);
  await workspace.run(`CREATE TABLE _judged AS ${compileJudged(spec)}`, {}, signal);
  await workspace.run(`CREATE TABLE _caught AS ${compileCaught(spec)}`, {}, signal);
  await workspace.run(`CREATE TABLE _false_alarms AS ${compileFalseAlarms()}`, {}, signal);
  const { columns, rows: found } = await workspace.run(compileUnitFigures(spec), {}, signal);
  const figures = found.map((row) => Object.fromEntries(columns.map(({ name }, i) => [name, row[i]])));
  const leads = await workspace.run(
    `SELECT method, median(us - first_k * ${spec.every * HOUR}) / ${HOUR}.0 FROM _caught GROUP BY method`,
  );
  const lead = new Map(leads.rows.map(([method, hours]) => [method, hours === null ? null : Number(hours)]));
  const methods = [...new Set(figures.map(({ method }) => String(method)))];
  return methods.map((method) => ({
    ...describeMethod(
      figures.filter((each) => each['method'] === method),
      spec.seed,
    ),
    ...(method === 'model' ? aurocOf(spec, rows, score) : {}),
    method,
    wanted_recall: method === 'model' ? spec.recall : null,
    lead_hours: lead.get(method) ?? null,
    interval_by: 'unit',
    left_out_warm_up: rows.leftOut.warm_up,
    left_out_failing: rows.leftOut.failing,
    left_out_horizon: rows.leftOut.horizon,
  }));
}

/** Figures of one method with intervals by drawing units again. */
function describeMethod(units: readonly Record<string, unknown>[], seed: number): Row {
  const column = (name: string) => Float64Array.from(units, (unit) => Number(unit[name]));
  const sum = (name: string) => column(name).reduce((total, each) => total + each, 0);
  const ratio = (top: string, bottom: string) => {
    const interval = groupRatioInterval(column(top), column(bottom), { random: seededRandom(seed), repeats: REPEATS });
    return {
      value: sum(bottom) === 0 ? null : sum(top) / sum(bottom),
      low: interval?.low ?? null,
      high: interval?.high ?? null,
    };
  };
  const [recall, precision] = [ratio('hits', 'positives'), ratio('hits', 'alarms')];
  const [falseAlarms, caught] = [ratio('false_alarms', 'weeks'), ratio('caught', 'failures')];
  return {
    rows: sum('rows'),
    units: units.length,
    positives: sum('positives'),
    base_rate: sum('positives') / sum('rows'),
    recall: recall.value,
    recall_low: recall.low,
    recall_high: recall.high,
    precision: precision.value,
    precision_low: precision.low,
    precision_high: precision.high,
    unit_weeks: sum('weeks'),
    false_alarms: sum('false_alarms'),
    false_alarms_per_week: falseAlarms.value,
    false_alarms_low: falseAlarms.low,
    false_alarms_high: falseAlarms.high,
    failures: sum('failures'),
    caught: sum('caught'),
    caught_share: caught.value,
    caught_low: caught.low,
    caught_high: caught.high,
  };
}

function aurocOf(
  { seed }: FailureModelAnalysis,
  { place, label, isJudged, units }: FailureRows,
  score: Float64Array,
): Row {
  const judged = [...place.keys()].filter((row) => isJudged[row] === 1);
  const pick = (values: ArrayLike<number>) => Float64Array.from(judged, (row) => values[row]!);
  const scored = { scores: pick(score), outcomes: pick(label) };
  const { value, interval } = groupedAuroc(scored, pick(place), units.length, {
    random: seededRandom(seed),
    repeats: REPEATS,
  });
  return { auroc: value, auroc_low: interval?.low ?? null, auroc_high: interval?.high ?? null };
}

/** Rows of `.codes`. */
export async function judgeCodes({ workspace, signal }: BuildContext, spec: FailureModelAnalysis): Promise<Row[]> {
  if (spec.codes === undefined) return [];
  const { rows } = await workspace.run(compileCodes(spec), {}, signal);
  return rows.map(([code, kind, ...numbers]) => {
    const [failures, preceded, base, raised, followed] = numbers.map(Number) as [
      number,
      number,
      number,
      number,
      number,
    ];
    const interval = wilsonInterval({ successes: preceded, n: failures });
    return {
      code: String(code),
      kind: String(kind),
      failures,
      preceded,
      share: preceded / failures,
      share_low: interval?.low ?? null,
      share_high: interval?.high ?? null,
      base_rate: base,
      lift: base === 0 ? null : preceded / failures / base,
      raised,
      followed,
      followed_share: raised === 0 ? null : followed / raised,
      is_precursor: spec.precursors.some((each) => String(each.code) === code && (each.before ?? kind) === kind),
    };
  });
}
