import type { Analysis, AnalysisKind, AnalysisOf } from '../content/spec/dataset.js';
import { buildBasketRules } from './basket-rules/build-basket-rules.js';
import type { BuildContext, Built } from './build-context.js';
import { buildCompare } from './compare/build-compare.js';
import { buildCompareScores } from './compare-scores/build-compare-scores.js';
import { buildConditionRules } from './condition-rules/build-condition-rules.js';
import { buildControlChart } from './control-chart/build-control-chart.js';
import { buildDrivers } from './drivers/build-drivers.js';
import { buildExplain } from './explain/build-explain.js';
import { buildFailureModel } from './failure-model/build-failure-model.js';
import { buildFeatures } from './feature-factory/build-features.js';
import { buildForecast } from './forecast/build-forecast.js';
import { buildResponseModel } from './response-model/build-response-model.js';
import { buildRfm } from './rfm/build-rfm.js';
import { buildScore } from './score/build-score.js';
import { buildScreening } from './screening/build-screening.js';

type Builder<Kind extends AnalysisKind> = (context: BuildContext, spec: AnalysisOf<Kind>) => Promise<Built>;

/** How each kind is built; what its tables look like is in `content/analysis-tables`. */
const BUILDERS: { [Kind in AnalysisKind]: Builder<Kind> } = {
  response_model: buildResponseModel,
  rfm: buildRfm,
  score: buildScore,
  screening: buildScreening,
  compare_scores: buildCompareScores,
  condition_rules: buildConditionRules,
  basket_rules: buildBasketRules,
  compare: buildCompare,
  explain: buildExplain,
  feature_factory: buildFeatures,
  control_chart: buildControlChart,
  forecast: buildForecast,
  failure_model: buildFailureModel,
  drivers: buildDrivers,
};

/** Builds the tables of an analysis. Throws what its kind throws. */
export function buildAnalysis(context: BuildContext, analysis: Analysis): Promise<Built> {
  const build: Builder<AnalysisKind> = BUILDERS[analysis.kind] as Builder<AnalysisKind>;
  return build(context, analysis);
}
