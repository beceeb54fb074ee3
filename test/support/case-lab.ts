import 'reflect-metadata';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { createContext } from '../../apps/server/src/app.module.js';
import type { Result } from '../../apps/server/src/blocks/result.js';
import { preparePlace } from '../../apps/server/src/catalog/postgres-place.js';
import { RunRepository } from '../../apps/server/src/catalog/run.repository.js';
import type { ErrorRecord } from '../../apps/server/src/common/errors.js';
import type { Language } from '../../apps/server/src/common/local-text.js';
import { readEnvironment } from '../../apps/server/src/config/environment.js';
import { productRoot } from '../../apps/server/src/config/software.js';
import { findCase } from '../../apps/server/src/content/case/case-parts.js';
import { initCase } from '../../apps/server/src/content/case/init-case.js';
import { listCases } from '../../apps/server/src/content/case/list-cases.js';
import type { Project } from '../../apps/server/src/content/project.js';
import { readProject } from '../../apps/server/src/content/read-project.js';
import { DashboardResolver, type ResolvedDashboard } from '../../apps/server/src/dashboards/dashboard-resolver.js';
import { demoRows } from '../../apps/server/src/datasets/write-demo-rows.js';
import { Engine } from '../../apps/server/src/engine/engine.js';
import { RunFollower } from '../../apps/server/src/jobs/run-follower.js';
import { RunStarter } from '../../apps/server/src/jobs/run-starter.js';
import { IssueStore } from '../../apps/server/src/reports/issues/issue-store.js';

/** How a run of a job ended: the frozen result, or why there is none. */
export type Outcome = { result: Result; error?: undefined } | { result?: undefined; error: ErrorRecord };

export interface OpenCase {
  /** Runs a job up to the frozen result, in JSON only. */
  run(job: string, asOf: string, language?: Language): Promise<Outcome>;
  /** A dashboard on what the runs made. */
  dashboard(name: string, language?: Language): Promise<ResolvedDashboard>;
  close(): Promise<void>;
}

/** Projects of cases, made from the demo project into one folder and run in this process, each on an embedded catalogue of its own. */
export class CaseLab {
  private readonly states = new Set<string>();

  private constructor(
    readonly home: string,
    readonly demo: Project,
    readonly engine: Engine,
  ) {}

  static async create(): Promise<CaseLab> {
    const home = await mkdtemp(join(tmpdir(), 'decile-cases-'));
    // So that the account that PostgreSQL runs as gets in.
    await chmod(home, 0o755);
    const engine = new Engine({ ...readEnvironment(), stateDir: join(home, 'state') });
    return new CaseLab(home, await readProject(productRoot, engine), engine);
  }

  static readonly cases: readonly string[] = listCases(productRoot).map(({ name }) => name);

  /** `decile init <folder> --case <name>`; returns the absolute path. */
  async init(folder: string, name: string, asOf: string): Promise<string> {
    const dir = join(this.home, folder);
    const parts = findCase(this.demo, name, CaseLab.cases);
    await initCase(dir, this.demo, parts, { asOf, writeRows: demoRows(this.engine, asOf) });
    return dir;
  }

  /** A project folder of the lab, ready to run its jobs. Files of data may change between runs, content may not. */
  async open(dir: string): Promise<OpenCase> {
    const stateDir = join(dir, 'var');
    this.states.add(stateDir);
    const environment = readEnvironment({ project: dir, role: 'worker', drainSeconds: 0 });
    const context = await createContext(
      { ...environment, stateDir, databaseUrl: undefined, redisUrl: undefined },
      await readProject(dir, this.engine),
    );
    return {
      run: (job, asOf, language = 'ko') => runJob(context, job, asOf, language),
      dashboard: (name, language = 'ko') => context.get(DashboardResolver).resolve(name, language),
      close: () => context.close(),
    };
  }

  /** Runs one job of a project folder. */
  async run(dir: string, job: string, asOf: string, language: Language = 'ko'): Promise<Outcome> {
    const project = await this.open(dir);
    return project.run(job, asOf, language).finally(() => project.close());
  }

  async close(): Promise<void> {
    await this.engine.onModuleDestroy();
    for (const stateDir of this.states)
      await rm((await preparePlace(stateDir)).socketDir, { recursive: true, force: true });
    await rm(this.home, { recursive: true, force: true });
  }
}

async function runJob(
  context: INestApplicationContext,
  job: string,
  asOf: string,
  language: Language,
): Promise<Outcome> {
  const { id } = await context.get(RunStarter).start(job, { asOf, language, formats: ['json'] });
  for await (const _event of context.get(RunFollower).follow(id, 0));
  const run = await context.get(RunRepository).find(id);
  if (run?.result_id != null && run.state === 'done')
    return { result: await context.get(IssueStore).read(run.result_id) };
  return { error: run!.error! };
}
