import type { Fit } from '../../analytics/models/cross-fit.js';
import type { Learner } from '../../analytics/models/fit-model.js';
import { isSearched, searchSpace } from '../../analytics/models/search-learner.js';
import type { ResponseModelAnalysis } from '../../content/spec/response-model.js';
import { learnerOf, searchOf, settingName } from '../models/learner-of.js';
import type { ComputedRow } from '../write-computed.js';
import type { FittedCases } from './fit-cases.js';

/** Settings of a learner as content names them, with its kind. */
export function settingsOf(learner: Learner): Record<string, string | number | boolean> {
  return Object.fromEntries(Object.entries(learner).map(([name, value]) => [settingName(name), value]));
}

/** Rows of `.parameters`, of the kept models, and of `.trials`. */
export function searchTables(
  spec: ResponseModelAnalysis,
  { fits, finals, judgement }: FittedCases,
): Record<'parameters' | 'trials', ComputedRow[]> {
  return {
    parameters: finals.flatMap((fit) =>
      parameterRows(spec, fit).map((row) => ({
        learner: spec.learners[fit.learner]!.kind,
        is_champion: fit.learner === judgement.champion,
        ...row,
      })),
    ),
    trials: fits.flatMap(({ learner, split, trials }) =>
      trials.map(({ candidate, params, resource, score, rung, kept }) => ({
        learner: spec.learners[learner]!.kind,
        fold: split === null ? null : split + 1,
        rung: rung + 1,
        trial: candidate + 1,
        parameters: JSON.stringify(
          Object.fromEntries(Object.entries(params).map(([name, value]) => [settingName(name), value])),
        ),
        rows: resource,
        score,
        kept,
      })),
    ),
  };
}

/** Settings in the order of their declaration, then what training itself settled. */
function parameterRows(spec: ResponseModelAnalysis, { learner, settings, model }: Fit): ComputedRow[] {
  const written = learnerOf(spec.learners[learner]!);
  const space = spec.search && isSearched(written) ? searchSpace(settings.kind, searchOf(spec.search)) : undefined;
  const { kind: _kind, ...declared } = written;
  const names = [...new Set([...Object.keys(declared), ...Object.keys(space ?? {})])];
  const values = settings as unknown as Record<string, string | number | boolean | undefined>;
  const rows = names.map((name): ComputedRow => {
    const range = space?.[name];
    return {
      parameter: settingName(name),
      value: values[name] === undefined ? null : String(roundSetting(values[name])),
      settled_by: range === undefined ? 'declaration' : 'search',
      low: range && 'low' in range ? range.low : null,
      high: range && 'high' in range ? range.high : null,
    };
  });
  if (settings.kind !== 'boosting' || model.kind !== 'trees') return rows;
  return [...rows, { parameter: 'trees', value: String(model.ensemble.trees.length), settled_by: 'training' }];
}

/** Settings were drawn to sixteen digits; four say them. */
function roundSetting(value: string | number | boolean): string | number | boolean {
  return typeof value === 'number' ? Number(value.toPrecision(4)) : value;
}
