import { badInput } from '../features/feature-table.js';
import { UNWATCHED, type Progress } from '../progress.js';
import { seededRandom } from '../random.js';
import { drawParameters, requireSpace, type Parameters, type ParameterSpace } from './parameter-space.js';

/** One evaluation: the table of a search has one row for each. */
export interface Trial {
  /** Number of the candidate, from 0; the first ones are those that were given to start with. */
  candidate: number;
  params: Parameters;
  /** Units of work spent on it: rows, trees or rounds, as the caller counts. */
  resource: number;
  /** Higher is better. Null where the evaluation gave no number: the candidate is out. */
  score: number | null;
  rung: number;
  /** Went on to the next rung, or, on the last, is the best. */
  kept: boolean;
}

export interface SearchOptions {
  space: ParameterSpace;
  /** Candidates that are tried first, beside the drawn ones: for instance the defaults. */
  given?: readonly Parameters[];
  /** Candidates, those given among them; fewer where the space holds no more. */
  candidates: number;
  /** Units of work that a candidate gets on the first rung, and on the last. */
  resource: { least: number; most: number };
  /** One of so many candidates goes on to the next rung, with as many times the resource; 3 when left out. */
  reduction?: number;
  seed: number;
  progress?: Progress;
}

export interface SearchOutcome {
  /** The best of the last rung; null where nothing gave a number. */
  best: Trial | null;
  /** In the order of evaluation. */
  trials: Trial[];
  /** Units of work spent. */
  spent: number;
}

/** Draws in vain after which a space is taken to be used up. */
const MOST_REPEATS = 100;

/** One row of the plan: so many candidates, each with so much work. */
export interface Rung {
  candidates: number;
  resource: number;
}

/**
 * Random search (Bergstra, Bengio 2012) by successive halving (Jamieson, Talwalkar 2016): all candidates get little work, the best part of
 * them more, and so on. Equal scores go to the earlier candidate. The same seed draws the same candidates, whatever `evaluate` does, which
 * should be deterministic itself. Throws `model.bad-input` for a bad space or fewer than two candidates, and what `evaluate` and `progress` throw.
 */
export function searchParameters(
  evaluate: (params: Parameters, resource: number) => number,
  options: SearchOptions,
): SearchOutcome {
  const { progress = UNWATCHED } = options;
  requireSpace(options.space);
  const rungs = planRungs(options);
  const planned = rungs.reduce((sum, { candidates, resource }) => sum + candidates * resource, 0);
  const trials: Trial[] = [];
  let field: Pick<Trial, 'candidate' | 'params'>[] = listCandidates(options);
  let spent = 0;
  for (const [rung, { resource }] of rungs.entries()) {
    const tried = field.map(({ candidate, params }): Trial => {
      const score = evaluate(params, resource);
      spent += resource;
      progress(spent / planned);
      return { candidate, params, resource, score: Number.isFinite(score) ? score : null, rung, kept: false };
    });
    const next = ranked(tried).slice(0, rungs[rung + 1]?.candidates ?? 1);
    for (const trial of next) trial.kept = true;
    trials.push(...tried);
    field = next;
  }
  return { best: trials.findLast(({ kept }) => kept) ?? null, trials, spent };
}

/**
 * Rungs whose resource grows by `reduction` up to `most`, the first not below `least`, with as many times fewer candidates. Throws `model.bad-input`
 * for fewer than two candidates, or fewer than those given.
 */
export function planRungs({
  candidates,
  resource,
  reduction = 3,
  given = [],
}: Omit<SearchOptions, 'space' | 'seed'>): Rung[] {
  const { least, most } = resource;
  if (!(least > 0 && least <= most && most < Infinity)) throw badInput(`the resource is from ${least} to ${most}`);
  if (!(reduction > 1 && reduction < Infinity)) throw badInput(`the reduction is ${reduction}, but must be above 1`);
  const needed = Math.max(2, given.length);
  if (!(Number.isInteger(candidates) && candidates >= needed))
    throw badInput(`a search of ${candidates} candidates; it needs ${needed} or more`);
  // The margin is for logarithms of whole powers.
  const count = 1 + Math.floor(Math.log(most / least) / Math.log(reduction) + 1e-9);
  return Array.from({ length: count }, (_, rung) => ({
    candidates: Math.max(1, Math.floor(candidates / reduction ** rung + 1e-9)),
    resource: Math.round(most / reduction ** (count - 1 - rung)),
  }));
}

/** Those given, then drawn ones that differ; fewer where the space holds no more. */
function listCandidates({
  candidates: count,
  given = [],
  space,
  seed,
}: SearchOptions): Pick<Trial, 'candidate' | 'params'>[] {
  const random = seededRandom(seed);
  const candidates = [...given];
  const known = new Set(given.map(keyOf));
  for (let failed = 0; candidates.length < count && failed < MOST_REPEATS;) {
    const params = drawParameters(space, random);
    if (known.has(keyOf(params))) failed += 1;
    else {
      candidates.push(params);
      known.add(keyOf(params));
    }
  }
  return candidates.map((params, candidate) => ({ candidate, params }));
}

function keyOf(params: Parameters): string {
  return JSON.stringify(Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Best first; without those that gave no number. */
function ranked(trials: readonly Trial[]): Trial[] {
  const scored = trials.filter((trial): trial is Trial & { score: number } => trial.score !== null);
  return scored.sort((a, b) => b.score - a.score || a.candidate - b.candidate);
}
