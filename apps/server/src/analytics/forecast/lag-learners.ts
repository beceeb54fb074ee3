import { boostingInput } from '../boosting/boosting-input.js';
import { trainBoosting } from '../boosting/train-boosting.js';
import { applyBins, fitBins } from '../features/bins.js';
import { fitLeastSquares } from '../linear/least-squares.js';
import { predictLinear } from '../linear/linear-model.js';
import { SOLO } from '../member.js';
import { predictModel, type Model } from '../models/model.js';
import type { Forecaster } from './forecaster.js';
import type { CalendarPart, LagDesign } from './lag-features.js';
import { lagRegression } from './lag-regression.js';
import type { PeriodUnit } from './series.js';

const CALENDAR: Record<PeriodUnit, readonly CalendarPart[]> = {
  day: ['weekday', 'month'],
  week: ['month'],
  month: ['month'],
  quarter: ['quarter'],
  year: [],
};

/** Penalty that keeps coefficients of a short past from running wild. */
const PENALTY = 1;

/** Least squares with a small ridge penalty over the last values, the one a season before, the mean of a season, the date and the trend. */
export function linearOverLags(unit: PeriodUnit, season: number): Forecaster {
  return lagRegression('linear', { ...designOf(unit, season), trend: true }, (table, target) => {
    const model = fitLeastSquares(table, target, { penalty: PENALTY });
    return (rows) => predictLinear(model, rows).values;
  });
}

/** Gradient boosting over the same columns but the trend, beyond which trees can't go. */
export function boostingOverLags(unit: PeriodUnit, season: number): Forecaster {
  return lagRegression('boosting', designOf(unit, season), (table, target) => {
    const features = fitBins(table);
    const input = boostingInput({
      table: applyBins(table, features),
      target,
      targetName: 'value',
      settings: { loss: { kind: 'squared' }, rounds: 100, maxLeaves: 8, minLeafRows: 5, l2: 1, patience: null },
    });
    const model: Model = { kind: 'trees', link: 'identity', ensemble: trainBoosting(input, SOLO).ensemble };
    return (rows) => predictModel(model, rows).values;
  });
}

function designOf(unit: PeriodUnit, season: number): LagDesign {
  return {
    lags: [...new Set([1, 2, season])],
    means: [season > 1 ? season : 4],
    calendar: CALENDAR[unit],
  };
}
