import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { preparePlace } from '../../apps/server/src/catalog/postgres-place.js';
import type { Run, RunEvent } from '../../apps/server/src/catalog/run.repository.js';
import type { StepContext, StepOutcome } from '../../apps/server/src/jobs/steps.js';
import { redisIsInstalled, TestRedis } from './redis-server.js';
import { openRunStack, tinyHandlers, type RunStack } from './run-stack.js';

/** Steps of every run of a lab. */
export const STEPS = ['refresh:orders', 'resolve', 'render'];

/** What a step of a lab ends with. */
export const MADE: StepOutcome = { output: 'version-1', reused: false };

/** Back ends of the queue that this machine can test. */
export const BACKENDS = redisIsInstalled() ? (['postgres', 'redis'] as const) : (['postgres'] as const);

const root = join(import.meta.dirname, '../..');

/** A state folder with its PostgreSQL, maybe a Redis, a worker in this process and others beside it. */
export class RunLab {
  stack!: RunStack;
  readonly stateDir = mkdtempSync(join(tmpdir(), 'decile-runs-'));
  readonly redis: TestRedis | undefined;
  /** What `refresh` and `render` do in the test at hand. */
  refresh: (context: StepContext) => Promise<StepOutcome> = () => Promise.resolve(MADE);
  render: (context: StepContext) => Promise<StepOutcome> = () => Promise.resolve(MADE);
  private readonly children = new Set<ChildProcess>();
  private keeping = false;

  constructor(backend: (typeof BACKENDS)[number]) {
    Logger.overrideLogger(false);
    chmodSync(this.stateDir, 0o755);
    if (backend === 'redis') this.redis = new TestRedis(this.stateDir);
  }

  async open(): Promise<void> {
    await this.redis?.start();
    await this.openStack();
  }

  /** As a restart of this process: what is in hand is interrupted. */
  async reopen(): Promise<void> {
    await this.stack.close();
    await this.openStack();
  }

  async close(): Promise<void> {
    this.keeping = false;
    this.killWorkers();
    await this.stack.close();
    await this.redis?.kill();
    rmSync((await preparePlace(this.stateDir)).socketDir, { recursive: true, force: true });
    rmSync(this.stateDir, { recursive: true, force: true });
  }

  /** Writes a run into the ledger and tells nobody. */
  async create(id: string, minutes = 10): Promise<void> {
    const created_at = new Date();
    const deadline = new Date(created_at.getTime() + minutes * 60_000);
    const run = { id, job: 'j', report: 'r', as_of: '2026-10-31', language: 'en', formats: ['pdf'], parameters: {} };
    await this.stack.runs.create({ ...run, deadline, created_at }, STEPS);
  }

  async start(id: string, minutes?: number): Promise<void> {
    await this.create(id, minutes);
    await this.stack.queue.ring(id, STEPS);
  }

  /** Follows a run to its end. */
  async ended(id: string): Promise<{ run: Run; events: RunEvent[] }> {
    const events: RunEvent[] = [];
    for await (const event of this.stack.follower.follow(id, 0, AbortSignal.timeout(50_000))) events.push(event);
    return { run: (await this.stack.runs.find(id))!, events };
  }

  async stateOf(id: string): Promise<string | undefined> {
    return (await this.stack.runs.find(id))?.state;
  }

  /** A worker in a process of its own (worker-process.ts); resolves once it listens or is dead. */
  async spawnWorker(file: string): Promise<ChildProcess> {
    const loader = join(root, 'test/support/typescript-loader.mjs');
    const script = join(root, 'test/support/worker-process.ts');
    const args = ['--import', loader, script, this.stateDir, file, ...(this.redis ? [this.redis.url] : [])];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.children.add(child);
    child.once('exit', () => this.children.delete(child));
    // One that meets a poisonous step dies before it can say so.
    await Promise.race([once(child.stdout!, 'data'), once(child, 'exit')]);
    return child;
  }

  /** Keeps so many workers alive: who dies is followed by another one, until the returned function (or `close`) is called. */
  keepWorkers(count: number, file: string): () => Promise<void> {
    this.keeping = true;
    const keepOne = async (): Promise<void> => {
      while (this.keeping) {
        const child = await this.spawnWorker(file);
        if (!this.keeping) child.kill('SIGKILL');
        if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      }
    };
    const keepers = Promise.all(Array.from({ length: count }, keepOne));
    return async () => {
      this.keeping = false;
      this.killWorkers();
      await keepers;
    };
  }

  killWorkers(): void {
    for (const child of this.children) child.kill('SIGKILL');
  }

  private async openStack(): Promise<void> {
    this.stack = await openRunStack(
      this.stateDir,
      (open) =>
        new Map([
          ...tinyHandlers(open, (context) => this.refresh(context)),
          ['render', (context: StepContext) => this.render(context)] as const,
        ]),
      { redisUrl: this.redis?.url },
    );
    await this.stack.worker.start();
  }
}

/** States that a run went through, from its events. */
export function statesOf(events: readonly RunEvent[]): unknown[] {
  return events.filter(({ kind }) => kind === 'state').map(({ data }) => data['state']);
}

/** Waits until a check holds. */
export async function until(check: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await check())) await sleep(30);
}
