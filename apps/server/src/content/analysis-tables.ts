import type { AnalysisShape, Named } from './analyses/analysis-kind.js';
import { basketRulesShape } from './analyses/basket-rules-shape.js';
import { compareScoresShape } from './analyses/compare-scores-shape.js';
import { compareShape } from './analyses/compare-shape.js';
import { conditionRulesShape } from './analyses/condition-rules-shape.js';
import { controlChartShape } from './analyses/control-chart-shape.js';
import { driversShape } from './analyses/drivers-shape.js';
import { explainShape } from './analyses/explain-shape.js';
import { failureModelShape } from './analyses/failure-model-shape.js';
import { featureFactoryShape } from './analyses/feature-factory-shape.js';
import { forecastShape } from './analyses/forecast-shape.js';
import { responseModelShape } from './analyses/response-model-shape.js';
import { rfmShape } from './analyses/rfm-shape.js';
import { scoreShape } from './analyses/score-shape.js';
import { screeningShape } from './analyses/screening-shape.js';
import type { ColumnShape } from './project.js';
import type { Analysis, AnalysisKind } from './spec/dataset.js';

/** What is known of each kind without its rows; how they are built is in `datasets/build-analysis`. */
const SHAPES: { [Kind in AnalysisKind]: AnalysisShape<Kind> } = {
  response_model: responseModelShape,
  rfm: rfmShape,
  score: scoreShape,
  screening: screeningShape,
  compare_scores: compareScoresShape,
  condition_rules: conditionRulesShape,
  basket_rules: basketRulesShape,
  compare: compareShape,
  explain: explainShape,
  feature_factory: featureFactoryShape,
  control_chart: controlChartShape,
  forecast: forecastShape,
  failure_model: failureModelShape,
  drivers: driversShape,
};

function shapeOf<Kind extends AnalysisKind>(kind: Kind): AnalysisShape<Kind> {
  return SHAPES[kind];
}

/** Columns of its input that an analysis names. */
export function analysisColumns(analysis: Analysis): Named[] {
  return shapeOf<AnalysisKind>(analysis.kind).columns(analysis);
}

/** Tables that an analysis reads: its input and what its kind asks for beside it. */
export function analysisReads(analysis: Analysis): Named[] {
  return [{ name: analysis.input, path: ['input'] }, ...(shapeOf<AnalysisKind>(analysis.kind).reads?.(analysis) ?? [])];
}

/** Tables that an analysis will give, with their columns; undefined where the input lacks a column that it names. */
export function analysisTables(
  name: string,
  analysis: Analysis,
  input: readonly ColumnShape[],
): Map<string, ColumnShape[]> | undefined {
  const has = (wanted: string) => input.some((column) => column.name === wanted);
  if (!analysisColumns(analysis).every((column) => has(column.name))) return undefined;
  const tables = shapeOf<AnalysisKind>(analysis.kind).tables(analysis, input);
  return new Map(
    Object.entries(tables).map(([table, columns]) => [
      `${name}.${table}`,
      Object.entries(columns).map(([column, type]) => ({ name: column, type })),
    ]),
  );
}
