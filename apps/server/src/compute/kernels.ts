import type { Member } from '../analytics/member.js';

/** What a gang's threads all run; it returns when its share of the work is done. */
export type Kernel<Input, Output> = (input: Input, member: Member) => Output;

/** Kernels by name; a thread loads just the one that it runs. */
export const KERNELS = {
  'explain-columns': async () => (await import('../analytics/models/explain-columns.js')).explainColumns,
  'predict-rows': async () => (await import('../analytics/models/predict-rows.js')).predictRows,
  'check-columns': async () => (await import('../analytics/models/check-columns.js')).checkColumns,
  'cross-fit': async () => (await import('../analytics/models/cross-fit.js')).crossFit,
  'screen-columns': async () => (await import('../analytics/screening/screen-columns.js')).screenColumns,
  'compare-scores': async () => (await import('../analytics/judging/compare-scores.js')).compareScores,
  'judge-outcome': async () => (await import('../analytics/models/judge-outcome.js')).judgeOutcome,
  'shuffle-columns': async () => (await import('../analytics/models/shuffle-columns.js')).shuffleColumns,
  'explain-rows': async () => (await import('../analytics/explain/explain-rows.js')).explainRows,
  'grow-forest': async () => (await import('../analytics/forest/grow-trees.js')).growTrees,
  'find-basket-rules': async () => (await import('../analytics/association/find-basket-rules.js')).findBasketRules,
  'forecast-series': async () => (await import('../analytics/forecast/forecast-series.js')).forecastSeries,
  'find-rules': async () => (await import('../analytics/association/find-rules.js')).findRules,
  'train-boosting': async () => (await import('../analytics/boosting/train-boosting.js')).trainBoosting,
  'score-rows': async () => (await import('../analytics/trees/score-rows.js')).scoreRows,
} satisfies Record<string, () => Promise<Kernel<never, unknown>>>;

export type KernelName = keyof typeof KERNELS;
type KernelOf<Name extends KernelName> = Awaited<ReturnType<(typeof KERNELS)[Name]>>;
export type KernelInput<Name extends KernelName> = Parameters<KernelOf<Name>>[0];
export type KernelOutput<Name extends KernelName> = ReturnType<KernelOf<Name>>;
