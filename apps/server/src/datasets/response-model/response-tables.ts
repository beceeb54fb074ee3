import { gainImportance } from '../../analytics/explain/gain-importance.js';
import type { ColumnFinding } from '../../analytics/features/guard-columns.js';
import type { LogisticRegression } from '../../analytics/linear/logistic.js';
import type { Feature } from '../../analytics/features/feature-table.js';
import { fixStability } from '../../analytics/judging/stability.js';
import { encodeModel, encodeValue } from '../../analytics/models/encode-model.js';
import type { Model } from '../../analytics/models/model.js';
import type { ResponseModelAnalysis } from '../../content/spec/response-model.js';
import type { TableColumn } from '../../engine/table-columns.js';
import type { Baseline } from '../models/read-model.js';
import { tableOf } from '../table-of.js';
import type { FittedCases } from './fit-cases.js';
import type { Cases } from './read-cases.js';

/** Columns of every table but scores, by its name; each is ordered by its first columns. */
export function responseTables(
  spec: ResponseModelAnalysis,
  cases: Cases,
  fitted: FittedCases,
  data: string,
): Record<string, TableColumn[]> {
  const { judgement, models } = fitted;
  const champion = models[judgement.champion]!;
  return {
    summary: summaryTable(spec, cases, fitted),
    quality: qualityTable(spec, fitted),
    challengers: challengerTable(spec, fitted),
    grades: tableOf(judgement.gains.rows, {
      grade: ['INTEGER', ({ grade }) => grade],
      customers: ['BIGINT', ({ n }) => n],
      responders: ['BIGINT', ({ responders }) => responders],
      rate: ['DOUBLE', ({ rate }) => rate],
      lift: ['DOUBLE', ({ lift }) => lift],
      gain: ['DOUBLE', ({ gain }) => gain],
      cumulative_lift: ['DOUBLE', ({ cumulativeLift }) => cumulativeLift],
    }),
    calibration: tableOf(judgement.calibration, {
      bin: ['INTEGER', (_, place) => place + 1],
      customers: ['BIGINT', ({ n }) => n],
      mean_score: ['DOUBLE', ({ meanScore }) => meanScore],
      rate: ['DOUBLE', ({ rate }) => rate],
      rate_low: ['DOUBLE', ({ interval }) => interval.low],
      rate_high: ['DOUBLE', ({ interval }) => interval.high],
    }),
    importance: importanceTable(champion, fitted),
    coefficients: coefficientTable(spec, models),
    columns: columnTable(cases),
    model: modelTable(spec, cases, champion, fitted, data),
  };
}

function areaOf({ judgement }: FittedCases, learner: number) {
  return judgement.quality[learner]!.find(({ measure }) => measure === 'auroc')!;
}

function summaryTable(spec: ResponseModelAnalysis, cases: Cases, fitted: FittedCases): TableColumn[] {
  const { champion } = fitted.judgement;
  const area = areaOf(fitted, champion);
  const { validation } = spec;
  const responders = cases.target.reduce((sum, each) => sum + each, 0);
  return tableOf([area], {
    cases: ['BIGINT', () => cases.table.rows],
    without_outcome: ['BIGINT', () => cases.without],
    responders: ['BIGINT', () => responders],
    base_rate: ['DOUBLE', () => responders / cases.table.rows],
    judged_on: ['BIGINT', () => fitted.tested.length],
    validation: ['VARCHAR', () => ('date' in validation ? `from ${validation.from}` : `${validation.folds} folds`)],
    columns_learned: ['INTEGER', () => cases.planned.length],
    columns_dropped: ['INTEGER', () => cases.all.length - cases.planned.length],
    champion: ['VARCHAR', () => spec.learners[champion]!.kind],
    auroc: ['DOUBLE', ({ value }) => value],
    auroc_low: ['DOUBLE', ({ interval }) => interval?.low],
    auroc_high: ['DOUBLE', ({ interval }) => interval?.high],
    verdict: [
      'VARCHAR',
      ({ interval }) => (interval !== null && interval.low > 0.5 ? 'reliable' : 'no_reliable_model'),
    ],
  });
}

function qualityTable({ learners }: ResponseModelAnalysis, { judgement }: FittedCases): TableColumn[] {
  const rows = judgement.quality.flatMap((quality, learner) => quality.map((each) => ({ learner, ...each })));
  return tableOf(rows, {
    place: ['INTEGER', ({ learner }) => learner + 1],
    learner: ['VARCHAR', ({ learner }) => learners[learner]!.kind],
    is_champion: ['BOOLEAN', ({ learner }) => learner === judgement.champion],
    measure: ['VARCHAR', ({ measure }) => measure],
    value: ['DOUBLE', ({ value }) => value],
    low: ['DOUBLE', ({ interval }) => interval?.low],
    high: ['DOUBLE', ({ interval }) => interval?.high],
    reason: ['VARCHAR', ({ reason }) => reason],
  });
}

function challengerTable({ learners }: ResponseModelAnalysis, { judgement }: FittedCases): TableColumn[] {
  return tableOf(judgement.challengers, {
    place: ['INTEGER', (_, place) => place + 2],
    challenger: ['VARCHAR', (_, place) => learners[place + 1]!.kind],
    against: ['VARCHAR', () => learners[0]!.kind],
    auroc: ['DOUBLE', ({ second }) => second],
    difference: ['DOUBLE', ({ difference }) => difference],
    low: ['DOUBLE', ({ interval }) => interval?.low],
    high: ['DOUBLE', ({ interval }) => interval?.high],
    p_value: ['DOUBLE', ({ p }) => p],
    corrected_p: ['DOUBLE', ({ corrected }) => corrected],
    is_better: ['BOOLEAN', ({ isBetter }) => isBetter],
  });
}

/** The most important column first; gain is of the training rows and only trees have it. */
function importanceTable(champion: Model, { importance }: FittedCases): TableColumn[] {
  const gains = new Map(
    champion.kind === 'trees' ? gainImportance(champion.ensemble).map((each) => [each.name, each]) : [],
  );
  const ranked = importance.toSorted((a, b) => b.drop - a.drop || (a.name < b.name ? -1 : 1));
  return tableOf(ranked, {
    rank: ['INTEGER', (_, place) => place + 1],
    feature: ['VARCHAR', ({ name }) => name],
    drop: ['DOUBLE', ({ drop }) => drop],
    low: ['DOUBLE', ({ interval }) => interval.low],
    high: ['DOUBLE', ({ interval }) => interval.high],
    finding: ['VARCHAR', ({ interval }) => (interval.low > 0 ? 'counts' : 'none')],
    gain_share: ['DOUBLE', ({ name }) => gains.get(name)?.share],
    splits: ['BIGINT', ({ name }) => gains.get(name)?.splits],
  });
}

/** Of every linear learner; empty without one. */
function coefficientTable({ learners }: ResponseModelAnalysis, models: readonly Model[]): TableColumn[] {
  const rows = models.flatMap((model, learner) =>
    model.kind === 'linear'
      ? (model.linear as LogisticRegression).coefficients.map((coefficient) => ({ learner, ...coefficient }))
      : [],
  );
  return tableOf(rows, {
    place: ['INTEGER', (_, place) => place + 1],
    learner: ['VARCHAR', ({ learner }) => learners[learner]!.kind],
    feature: ['VARCHAR', ({ term }) => term.column],
    part: ['VARCHAR', ({ term }) => term.part],
    level: ['VARCHAR', ({ term }) => term.level],
    estimate: ['DOUBLE', ({ estimate }) => estimate],
    low: ['DOUBLE', ({ interval }) => interval?.low],
    high: ['DOUBLE', ({ interval }) => interval?.high],
    p_value: ['DOUBLE', ({ p }) => p],
    odds_ratio: ['DOUBLE', ({ oddsRatio }) => oddsRatio],
    odds_low: ['DOUBLE', ({ oddsInterval }) => oddsInterval?.low],
    odds_high: ['DOUBLE', ({ oddsInterval }) => oddsInterval?.high],
    standardized: ['DOUBLE', ({ standardized }) => standardized],
  });
}

function columnTable({ all, findings }: Cases): TableColumn[] {
  const rows = all.flatMap(({ name, kind }) => {
    const own = findings.filter(({ column }) => column === name);
    return (own.length > 0 ? own : [null]).map((finding) => ({ name, kind, finding }));
  });
  return tableOf(rows, {
    place: ['INTEGER', (_, place) => place + 1],
    feature: ['VARCHAR', ({ name }) => name],
    kind: ['VARCHAR', ({ kind }) => kind],
    is_used: ['BOOLEAN', ({ finding }) => finding?.drop !== true],
    reason: ['VARCHAR', ({ finding }) => finding?.reason],
    detail: ['VARCHAR', ({ finding }) => finding && detailOf(finding)],
  });
}

/** The figures behind a finding, as `name=value`. */
function detailOf({ column: _column, drop: _drop, reason: _reason, ...figures }: ColumnFinding): string {
  return Object.entries(figures)
    .filter(([, value]) => typeof value === 'number' || typeof value === 'string')
    .map(([name, value]) => `${name}=${typeof value === 'number' ? Number(value.toPrecision(6)) : value}`)
    .join(', ');
}

function modelTable(
  spec: ResponseModelAnalysis,
  { planned, target, targetName, table }: Cases,
  champion: Model,
  { judgement, predictions }: FittedCases,
  data: string,
): TableColumn[] {
  const place = judgement.champion;
  const scores: Feature = { kind: 'numeric', name: 'score', values: predictions[place]! };
  const baseline: Baseline = {
    features: table.features.map((feature) => fixStability(feature)),
    score: fixStability(scores),
  };
  const rows: [string, string][] = [
    ['learner', JSON.stringify(spec.learners[place])],
    ['outcome', targetName],
    ['seed', String(spec.seed)],
    ['rows', String(target.length)],
    ['data', data],
    ['features', JSON.stringify(planned)],
    ['baseline', encodeValue(baseline)],
    ['model', encodeModel(champion)],
  ];
  return tableOf(rows, {
    place: ['INTEGER', (_, at) => at + 1],
    name: ['VARCHAR', ([name]) => name],
    value: ['VARCHAR', ([, value]) => value],
  });
}
