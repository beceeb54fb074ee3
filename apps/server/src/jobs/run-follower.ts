import type { RunEvent } from '../catalog/run.repository.js';

/** Stand-in for the jobs feature until it is merged. */
export abstract class RunFollower {
  abstract follow(runId: string, afterEventId: number, signal: AbortSignal): AsyncIterable<RunEvent>;
}
