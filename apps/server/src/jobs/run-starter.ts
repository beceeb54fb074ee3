import type { Run } from '../catalog/run.repository.js';
import type { Language } from '../common/local-text.js';

export interface StartOptions {
  asOf?: string;
  set?: Record<string, string | number>;
  language?: Language;
  formats?: string[];
}

/** Stand-in for the jobs feature until it is merged. */
export abstract class RunStarter {
  abstract start(jobName: string, options: StartOptions): Promise<Run>;
}
