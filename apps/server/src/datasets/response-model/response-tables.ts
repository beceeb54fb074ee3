import { gainImportance } from '../../analytics/explain/gain-importance.js';
import type { ColumnFinding } from '../../analytics/features/guard-columns.js';
import type { LogisticRegression } from '../../analytics/linear/logistic.js';
import type { Feature } from '../../analytics/features/feature-table.js';
import { fixStability } from '../../analytics/judging/stability.js';
import { encodeModel, encodeValue } from '../../analytics/models/encode-model.js';
import type { ResponseModelAnalysis } from '../../content/spec/response-model.js';
import type { PlannedFeature } from '../models/plan-features.js';
import type { Baseline } from '../models/read-model.js';
import { titleCells, type Title } from '../models/title-columns.js';
import type { ComputedRow } from '../write-computed.js';
import type { FittedCases } from './fit-cases.js';
import { judgingTables } from './judging-tables.js';
import type { Cases } from './read-cases.js';
import { searchTables, settingsOf } from './search-tables.js';

/** Rows of every table but `scores`, by its name, in the order in which they are written. `data` is the version learned from, `scale` the decimals of money, `titleOf` what a feature is called. */
export function responseTables(
  spec: ResponseModelAnalysis,
  cases: Cases,
  fitted: FittedCases,
  { data, scale, titleOf }: { data: string; scale: number; titleOf: (feature: PlannedFeature) => Title },
): Record<string, ComputedRow[]> {
  return {
    summary: [summaryRow(spec, cases, fitted)],
    quality: qualityRows(spec, fitted),
    challengers: challengerRows(spec, fitted),
    ...judgingTables(fitted, scale),
    importance: importanceRows(fitted, new Map(cases.planned.map((feature) => [feature.name, titleOf(feature)]))),
    coefficients: coefficientRows(spec, fitted),
    columns: columnRows(cases),
    ...searchTables(spec, fitted),
    model: modelRows(spec, cases, fitted, data),
  };
}

function areaOf({ judgement }: FittedCases, learner: number) {
  return judgement.quality[learner]!.find(({ measure }) => measure === 'auroc')!;
}

function summaryRow(spec: ResponseModelAnalysis, cases: Cases, fitted: FittedCases): ComputedRow {
  const { champion } = fitted.judgement;
  const { value, interval } = areaOf(fitted, champion);
  const { validation } = spec;
  const responders = cases.target.reduce((sum, each) => sum + each, 0);
  return {
    cases: cases.table.rows,
    without_outcome: cases.without,
    responders,
    base_rate: responders / cases.table.rows,
    judged_on: fitted.tested.length,
    validation: 'date' in validation ? `from ${validation.from}` : `${validation.folds} folds`,
    columns_learned: cases.planned.length,
    columns_dropped: cases.all.length - cases.planned.length,
    champion: spec.learners[champion]!.kind,
    auroc: value,
    auroc_low: interval?.low,
    auroc_high: interval?.high,
    verdict: interval !== null && interval.low > 0.5 ? 'reliable' : 'no_reliable_model',
  };
}

/** By learner, then by the name of the measure. */
function qualityRows({ learners }: ResponseModelAnalysis, { judgement }: FittedCases): ComputedRow[] {
  return judgement.quality.flatMap((quality, learner) =>
    quality
      .toSorted((a, b) => (a.measure < b.measure ? -1 : 1))
      .map(({ measure, value, interval, reason }) => ({
        learner: learners[learner]!.kind,
        is_champion: learner === judgement.champion,
        measure,
        value,
        low: interval?.low,
        high: interval?.high,
        reason,
      })),
  );
}

function challengerRows({ learners }: ResponseModelAnalysis, { judgement }: FittedCases): ComputedRow[] {
  return judgement.challengers.map(({ second, difference, interval, p, corrected, isBetter }, place) => ({
    challenger: learners[place + 1]!.kind,
    against: learners[0]!.kind,
    auroc: second,
    difference,
    low: interval?.low,
    high: interval?.high,
    p_value: p,
    corrected_p: corrected,
    is_better: isBetter,
  }));
}

/** The most important column first; gain is of the training rows and only trees have it. */
function importanceRows(
  { importance, finals, judgement }: FittedCases,
  titles: ReadonlyMap<string, Title>,
): ComputedRow[] {
  const { model } = finals[judgement.champion]!;
  const gains = new Map(model.kind === 'trees' ? gainImportance(model.ensemble).map((each) => [each.name, each]) : []);
  const ranked = importance.toSorted((a, b) => b.drop - a.drop || (a.name < b.name ? -1 : 1));
  return ranked.map(({ name, drop, interval }, place) => ({
    rank: place + 1,
    feature: name,
    drop,
    low: interval.low,
    high: interval.high,
    finding: interval.low > 0 ? 'counts' : 'none',
    gain_share: gains.get(name)?.share,
    splits: gains.get(name)?.splits,
    ...titleCells(titles.get(name) ?? { ko: name, en: name }),
  }));
}

/** Of every linear learner; empty without one. */
function coefficientRows({ learners }: ResponseModelAnalysis, { finals }: FittedCases): ComputedRow[] {
  return finals.flatMap(({ model }, learner) => {
    if (model.kind !== 'linear') return [];
    return (model.linear as LogisticRegression).coefficients.map((coefficient) => ({
      learner: learners[learner]!.kind,
      feature: coefficient.term.column,
      part: coefficient.term.part,
      level: coefficient.term.level,
      estimate: coefficient.estimate,
      low: coefficient.interval?.low,
      high: coefficient.interval?.high,
      p_value: coefficient.p,
      odds_ratio: coefficient.oddsRatio,
      odds_low: coefficient.oddsInterval?.low,
      odds_high: coefficient.oddsInterval?.high,
      standardized: coefficient.standardized,
    }));
  });
}

function columnRows({ all, findings }: Cases): ComputedRow[] {
  return all.flatMap(({ name, kind }) => {
    const own = findings.filter(({ column }) => column === name);
    return (own.length > 0 ? own : [null]).map((finding) => ({
      feature: name,
      kind,
      is_used: finding?.drop !== true,
      reason: finding?.reason,
      detail: finding && detailOf(finding),
    }));
  });
}

/** The figures behind a finding, as `name=value`. */
function detailOf({ column: _column, drop: _drop, reason: _reason, ...figures }: ColumnFinding): string {
  return Object.entries(figures)
    .filter(([, value]) => typeof value === 'number' || typeof value === 'string')
    .map(([name, value]) => `${name}=${typeof value === 'number' ? Number(value.toPrecision(6)) : value}`)
    .join(', ');
}

function modelRows(
  spec: ResponseModelAnalysis,
  { planned, target, targetName, table }: Cases,
  fitted: FittedCases,
  data: string,
): ComputedRow[] {
  const { judgement, spread, finals } = fitted;
  const champion = finals[judgement.champion]!;
  const scores: Feature = { kind: 'numeric', name: 'score', values: spread };
  const baseline: Baseline = {
    features: table.features.map((feature) => fixStability(feature)),
    score: fixStability(scores),
  };
  return Object.entries({
    learner: JSON.stringify(settingsOf(champion.settings)),
    outcome: targetName,
    ...(typeof spec.outcome === 'object' && { outcome_is: String(spec.outcome.is) }),
    seed: String(spec.seed),
    rows: String(target.length),
    data,
    features: JSON.stringify(planned),
    baseline: encodeValue(baseline),
    model: encodeModel(champion.model),
    calibration: JSON.stringify(champion.calibration),
  }).map(([name, value]) => ({ name, value }));
}
