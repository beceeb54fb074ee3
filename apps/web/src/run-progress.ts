import type { RunDetail, RunError, RunState, Step } from './api.js';
import type { Words } from './words.js';

/** An event of a run's stream. */
export type RunChange =
  | { event: 'state'; data: { state: RunState; error?: RunError } }
  | { event: 'step'; data: { step: string; state?: Step['state']; progress?: number } };

export function isActive(state: RunState): boolean {
  return state === 'queued' || state === 'running';
}

/** The run after an event. Events may come twice (a stream starts at the beginning), so each only sets, never adds. */
export function applyChange(run: RunDetail, change: RunChange): RunDetail {
  if (change.event === 'state') return { ...run, state: change.data.state, error: change.data.error ?? run.error };
  const { step, state, progress } = change.data;
  const steps = run.steps.map((known) =>
    known.step === step ? { ...known, state: state ?? known.state, progress: progress ?? known.progress } : known,
  );
  return { ...run, steps };
}

/** Done share of a run, 0-1: every step weighs the same. */
export function doneShare(steps: Step[]): number {
  if (steps.length === 0) return 0;
  const done = steps.map(({ state, progress }) => (state === 'done' || state === 'skipped' ? 1 : progress));
  return done.reduce((sum, share) => sum + share, 0) / steps.length;
}

/** What a run does now, in words; null when no step works. */
export function stepInWords(steps: Step[], words: Words): string | null {
  const working = steps.find(({ state }) => state === 'running');
  if (!working) return null;
  const [kind, subject] = working.step.split(':', 2);
  if (kind === 'refresh') return words.steps.refresh(subject ?? '');
  return kind === 'resolve' || kind === 'render' ? words.steps[kind] : working.step;
}
