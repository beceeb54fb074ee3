import type { RunEvent, RunStep } from '../catalog/run.repository.js';

const WIDTH = 24;

/** Shows how far a run is on stderr: one bar that moves on a terminal, a line per change in a log. */
export class RunProgress {
  private readonly steps: Map<string, number>;
  private line = '';

  constructor(
    steps: readonly Pick<RunStep, 'step'>[],
    private readonly terminal: boolean,
  ) {
    this.steps = new Map(steps.map(({ step }) => [step, 0]));
  }

  show({ kind, data }: Pick<RunEvent, 'kind' | 'data'>): void {
    if (kind === 'step') this.showStep(data as { step: string; state?: string; progress?: number; reused?: boolean });
    else if (kind === 'log') this.write(`  ${String(data['message'])}`);
  }

  /** Ends the bar, so that what is written next starts on a line of its own. */
  end(): void {
    if (this.line !== '') process.stderr.write('\n');
    this.line = '';
  }

  private showStep({
    step,
    state,
    progress,
    reused,
  }: {
    step: string;
    state?: string;
    progress?: number;
    reused?: boolean | null;
  }): void {
    if (progress !== undefined) this.steps.set(step, progress);
    if (state === 'done') {
      this.steps.set(step, 1);
      this.write(`${step}: done${reused ? ' (unchanged, used again)' : ''}`);
    } else if (state === 'running' && !this.terminal) this.write(`${step}: started`);
    if (this.terminal) this.draw(step);
  }

  private draw(step: string): void {
    const share = [...this.steps.values()].reduce((sum, done) => sum + done, 0) / Math.max(1, this.steps.size);
    const full = Math.round(share * WIDTH);
    this.line = `[${'█'.repeat(full)}${'░'.repeat(WIDTH - full)}] ${String(Math.round(share * 100)).padStart(3)}%  ${step}`;
    process.stderr.write(`\r\u001b[K${this.line}`);
  }

  private write(text: string): void {
    if (this.terminal && this.line !== '') process.stderr.write(`\r\u001b[K${text}\n${this.line}`);
    else process.stderr.write(`${text}\n`);
  }
}
