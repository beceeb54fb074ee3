import { Inject, Injectable, Logger } from '@nestjs/common';
import { RunRepository, type Run } from '../catalog/run.repository.js';
import { CLOCK, type Clock } from '../common/clock.js';
import { AppError, toErrorRecord, type ErrorRecord } from '../common/errors.js';
import { stepSeconds } from '../common/telemetry.js';
import { StepGuard } from './step-guard.js';
import { StepJournal } from './step-journal.js';
import { STEP_HANDLERS, type StepHandlers, type StepOutcome } from './steps.js';

/** Workers that one step may take down before its run is set aside. */
const MAX_CRASHES = 5;

export interface StepAttempt {
  runId: string;
  step: string;
  /** No further attempt will follow: a retryable error fails the run. */
  last: boolean;
  /** Aborted when this process ends. */
  shutdown: AbortSignal;
}

/** Does one step of a run and keeps the ledger: a step that is done, and a run that has ended, are left as they are. */
@Injectable()
export class StepRunner {
  private readonly logger = new Logger('StepRunner');

  constructor(
    @Inject(RunRepository) private readonly runs: RunRepository,
    @Inject(STEP_HANDLERS) private readonly handlers: StepHandlers,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws what made the attempt fail, after writing it down; a retryable AppError asks for another attempt. */
  async run(attempt: StepAttempt): Promise<void> {
    const run = await this.runs.find(attempt.runId);
    if (!run) return;
    if (run.cancel_requested) return this.end(run, 'cancelled');
    if (run.deadline <= this.clock.now()) return this.end(run, 'failed', outOfTime(run));
    if (!(await this.isNext(run.id, attempt.step))) return;
    const started = await this.runs.startStep(run.id, attempt.step, this.clock.now());
    if (started) {
      if (started.crashes >= MAX_CRASHES) return this.setAside(run, attempt.step);
      if (run.state === 'queued') await this.runs.move(run.id, 'running', this.clock.now());
      await this.work(run, attempt);
    }
    await this.endIfComplete(run);
  }

  /** Ends a run whose steps will not go on; nothing happens when it has ended already. */
  async end(run: Run, state: 'failed' | 'refused' | 'cancelled' | 'set_aside', error?: ErrorRecord): Promise<void> {
    const now = this.clock.now();
    await this.runs.skipSteps(run.id, now);
    if (await this.runs.move(run.id, state, now, { error }))
      this.logger.log({ job: run.job, state, error }, 'run ended');
  }

  /**
   * Whether all steps before this one are done. The queue sees to their order, but the ledger decides: a chain that was rung for again may
   * ring early, and the sweeper rings once more.
   */
  private async isNext(runId: string, step: string): Promise<boolean> {
    const steps = await this.runs.steps(runId);
    const place = steps.findIndex((each) => each.step === step);
    return steps.slice(0, place).every(({ state }) => state === 'done');
  }

  private async work(run: Run, attempt: StepAttempt): Promise<void> {
    const { step } = attempt;
    const journal = new StepJournal(this.runs, run.id, step);
    const msLeft = run.deadline.getTime() - this.clock.now().getTime();
    const guard = new StepGuard(this.runs, run.id, attempt.shutdown, msLeft);
    const took = stepSeconds.startTimer({ kind: kindOf(step) });
    try {
      const outcome = await guard.run(this.handle(run, step, guard.signal, journal));
      await journal.close();
      await this.runs.finishStep(run.id, step, outcome, this.clock.now());
      this.logger.log({ reused: outcome.reused, seconds: took({ state: 'done' }) }, 'step done');
    } catch (error) {
      took({ state: 'failed' });
      // The step's own failure says more than a lost log line; it is the one that is thrown on.
      await journal.close().catch(() => {});
      await this.onFailure(run, attempt, guard, error);
    } finally {
      guard.close();
    }
  }

  private async handle(run: Run, step: string, signal: AbortSignal, journal: StepJournal): Promise<StepOutcome> {
    const handler = this.handlers.get(kindOf(step));
    if (!handler) {
      throw new AppError('run.unknown-step', `Nothing here knows how to do the step "${step}".`, {
        severity: 'infrastructure',
      });
    }
    const steps = await this.runs.steps(run.id);
    const done = steps.flatMap(({ step: name, state, output }): [string, string][] =>
      state === 'done' && output !== null ? [[name, output]] : [],
    );
    return handler({
      run,
      step,
      outputs: new Map(done),
      signal,
      progress: (share) => journal.progress(share),
      log: (message, data) => journal.log(message, data),
    });
  }

  private async onFailure(run: Run, attempt: StepAttempt, guard: StepGuard, error: unknown): Promise<void> {
    if (guard.reason === 'cancelled') return this.end(run, 'cancelled');
    if (guard.reason === 'deadline') return this.failStep(run, attempt.step, outOfTime(run));
    const interrupted = guard.reason === 'shutdown';
    const record = toErrorRecord(error);
    if (interrupted || (record.retryable && !attempt.last)) {
      await this.runs.updateStep(run.id, attempt.step, { state: 'waiting' });
      await this.runs.record(run.id, 'log', { step: attempt.step, message: 'will be tried again', error: record });
      throw new AppError(interrupted ? 'run.interrupted' : record.code, record.message, {
        retryable: true,
        cause: error,
      });
    }
    await this.failStep(run, attempt.step, record);
    throw error;
  }

  private async failStep(run: Run, step: string, error: ErrorRecord): Promise<void> {
    await this.runs.updateStep(run.id, step, { state: 'failed', finished_at: this.clock.now() });
    await this.end(run, error.severity === 'gate' ? 'refused' : 'failed', error);
  }

  /** Only this run: whatever else waits in the queue goes on. */
  private async setAside(run: Run, step: string): Promise<void> {
    await this.runs.updateStep(run.id, step, { state: 'failed', finished_at: this.clock.now() });
    await this.end(run, 'set_aside', crashes(step));
  }

  private async endIfComplete(run: Run): Promise<void> {
    const steps = await this.runs.steps(run.id);
    if (steps.some(({ state }) => state !== 'done')) return;
    const result = steps.find(({ step }) => step === 'resolve')?.output ?? undefined;
    const moved = await this.runs.move(run.id, 'done', this.clock.now(), { result_id: result });
    if (moved) this.logger.log({ job: run.job, state: 'done', result }, 'run ended');
  }
}

function kindOf(step: string): string {
  return step.split(':')[0] ?? step;
}

/** What is written when a run's deadline has passed. */
export function outOfTime(run: Run): ErrorRecord {
  return toErrorRecord(
    new AppError('run.out-of-time', `The run did not end by ${run.deadline.toISOString()}.`, {
      severity: 'infrastructure',
      hint: 'Raise timeout_minutes of the job.',
    }),
  );
}

function crashes(step: string): ErrorRecord {
  return toErrorRecord(
    new AppError('run.step-crashes', `The step "${step}" took its worker down ${MAX_CRASHES} times.`, {
      severity: 'infrastructure',
      hint: 'Look for a worker that was killed, for instance for lack of memory; then run the job again.',
    }),
  );
}
