import type { Run } from '../catalog/run.repository.js';

/** What a step may use while it works. */
export interface StepContext {
  run: Run;
  /** `refresh:<dataset>`, `resolve`, `render`. */
  step: string;
  /** Outputs of the steps of this run that are done, by step name. */
  outputs: ReadonlyMap<string, string>;
  /** Aborted when the run is cancelled or out of time. */
  signal: AbortSignal;
  /** 0-1, shown to whoever follows the run; throttled. */
  progress(done: number): void;
  log(message: string, data?: Record<string, unknown>): void;
}

/** What a step leaves for the later ones: a dataset version, a result id. */
export interface StepOutcome {
  output: string;
  /** True when nothing was computed because an equal version was there. */
  reused: boolean;
}

/** Work of one kind of step (`refresh`, `resolve`, `render`); must be idempotent: it may run twice. */
export type StepHandler = (context: StepContext) => Promise<StepOutcome>;

/** Token of the handlers by kind, provided by the module that knows the features. */
export const STEP_HANDLERS = Symbol('STEP_HANDLERS');
export type StepHandlers = ReadonlyMap<string, StepHandler>;
