import type { IsotonicMap } from '../../analytics/judging/isotonic.js';
import type { StabilityBase } from '../../analytics/judging/stability.js';
import { decodeModel, decodeValue } from '../../analytics/models/encode-model.js';
import type { Model } from '../../analytics/models/model.js';
import { AppError } from '../../common/errors.js';
import { quoteTable } from '../../engine/quote.js';
import type { BuildContext } from '../build-context.js';
import type { PlannedFeature } from './plan-features.js';

/** How columns and scores were spread where the model learned: what later rows are held against. */
export interface Baseline {
  /** In the order of the planned features. */
  features: readonly StabilityBase[];
  score: StabilityBase;
}

/** A model that was kept, with what is needed to read rows for it. */
export interface KeptModel {
  model: Model;
  planned: PlannedFeature[];
  baseline: Baseline;
  /** Turns scores into calibrated probabilities; null where none was asked for. */
  calibration: IsotonicMap | null;
  learner: string;
  /** Column of the outcome, and the value that counts as yes where one is named. */
  outcome: { column: string; is: string | null };
  /** Version of the data that it learned from. */
  data: string;
}

/** Reads the table `<dataset>.model`. Throws `model.not-kept` where the dataset keeps none. */
export async function readModel({ workspace, inputTables }: BuildContext, dataset: string): Promise<KeptModel> {
  if (!inputTables.has(`${dataset}.model`)) {
    throw new AppError('model.not-kept', `"${dataset}" keeps no model.`, {
      hint: 'Name a dataset whose analysis is a response_model.',
      details: { dataset },
    });
  }
  const { rows } = await workspace.run(`SELECT name, value FROM ${quoteTable(`${dataset}.model`)}`);
  const kept = new Map(rows.map(([name, value]) => [String(name), String(value)]));
  return {
    model: decodeModel(kept.get('model')!),
    planned: JSON.parse(kept.get('features')!) as PlannedFeature[],
    baseline: decodeValue<Baseline>(kept.get('baseline')!),
    calibration: JSON.parse(kept.get('calibration') ?? 'null') as IsotonicMap | null,
    learner: (JSON.parse(kept.get('learner')!) as { kind: string }).kind,
    outcome: { column: kept.get('outcome')!, is: kept.get('outcome_is') ?? null },
    data: kept.get('data')!,
  };
}
