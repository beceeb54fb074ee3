import type { ColumnEffect } from '../../analytics/models/explain-columns.js';
import type { Model } from '../../analytics/models/model.js';

/** How a column's part in the score is shown. */
export type Branch = 'coefficient' | 'line' | 'curve' | 'levels' | 'none';

const WORDS: Record<Branch, Record<'ko' | 'en', string>> = {
  coefficient: {
    en: 'The model is a regression: its coefficient with interval and odds ratio says it; no curves are needed.',
    ko: '회귀 모형이므로 계수와 구간, 오즈비로 설명합니다. 곡선은 필요하지 않습니다.',
  },
  line: {
    en: 'A straight line says it: one direction, one slope. SHAP and partial dependence are shown only where it is not linear.',
    ko: '직선으로 충분합니다. 방향과 기울기 하나로 설명합니다. SHAP과 부분 의존도는 직선이 아닌 변수에만 보입니다.',
  },
  curve: {
    en: 'Not a straight line: shown by SHAP, partial dependence with the curves of single rows, and local fits.',
    ko: '직선이 아니므로 SHAP, 부분 의존도와 개별 곡선, 국소 설명으로 보입니다.',
  },
  levels: {
    en: 'A column of names: shown level by level.',
    ko: '이름으로 된 변수이므로 값별로 보입니다.',
  },
  none: {
    en: 'No reliable link with the outcome on rows that the model did not learn from: nothing is claimed of it.',
    ko: '학습에 쓰지 않은 행에서 결과와의 믿을 만한 관계가 없어 설명하지 않습니다.',
  },
};

/** A straight line that misses less than this share of what a column explains is straight enough. */
const LINEAR_MISSED = 0.1;
const LEVEL = 0.05;

/** Whether a straight line does: the test finds no bend, or the line misses little of what the column explains; null where it can't be told. */
export function isLinear({ linearity }: Pick<ColumnEffect, 'linearity'>): boolean | null {
  if (linearity === null || linearity.p === null) return null;
  return linearity.p > LEVEL || (linearity.missed ?? 0) < LINEAR_MISSED;
}

/** The branch that the explanation of a column takes, and why in plain words. */
export function branchOf(model: Model, effect: ColumnEffect): { branch: Branch; ko: string; en: string } {
  const branch = chooseBranch(model, effect);
  return { branch, ...WORDS[branch] };
}

function chooseBranch(model: Model, effect: ColumnEffect): Branch {
  if (!effect.isReliable) return 'none';
  if (model.kind === 'linear') return 'coefficient';
  if (typeof effect.dependence.mean[0]?.at === 'string') return 'levels';
  return isLinear(effect) === true ? 'line' : 'curve';
}
