import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { createContext } from '../dist/server/app.module.js';
import { RunRepository } from '../dist/server/catalog/run.repository.js';
import { readEnvironment } from '../dist/server/config/environment.js';
import { productRoot } from '../dist/server/config/software.js';
import { findCase, isGenerated } from '../dist/server/content/case/case-parts.js';
import { initCase } from '../dist/server/content/case/init-case.js';
import { listCases } from '../dist/server/content/case/list-cases.js';
import { readProject } from '../dist/server/content/read-project.js';
import { demoRows } from '../dist/server/datasets/write-demo-rows.js';
import { Engine } from '../dist/server/engine/engine.js';
import { RunFollower } from '../dist/server/jobs/run-follower.js';
import { RunStarter } from '../dist/server/jobs/run-starter.js';
import { once } from './measure.js';
import { scaleCase } from './scale-case.js';

const MONTH_BEFORE = '2026-09-30';
const AS_OF = '2026-10-31';
const FORMATS = ['pdf', 'xlsx'];
const SIZES = [10_000, 100_000, 1_000_000];
/** Milliseconds for all jobs together on demo data, and for one on 10,000 rows in a process of its own. */
const TOGETHER = 60_000;
const SMALLEST = 30_000;
/** DuckDB's own limit, and what Node.js, the models and the renderers take beside it. */
const MEMORY_MB = 4096;
const home = join(import.meta.dirname, '../var/bench/cases');

/** The jobs of all cases: on demo data one after the other, then each on its sources made smaller and larger. `CASES=a,b` takes some only. */
export async function* run({ scale }) {
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  const engine = new Engine({ ...readEnvironment(), stateDir: join(home, 'state') });
  const demo = await readProject(productRoot, engine);
  const all = listCases(productRoot).map(({ name }) => name);
  const wanted = process.env.CASES?.split(',') ?? all;
  yield* together(demo, wanted);
  for (const name of wanted) {
    let before;
    for (const size of SIZES.map((each) => Math.round(each * scale))) {
      const measured = await measure(engine, demo, all, { name, size });
      yield* lines(name, measured, before);
      before = measured;
    }
  }
  await engine.onModuleDestroy();
}

/** In one process: all jobs for a month, then for the next one; data are made anew for both. */
async function* together(demo, jobs) {
  const environment = { ...readEnvironment({ role: 'worker', drainSeconds: 0 }), stateDir: join(home, 'state') };
  const context = await createContext({ ...environment, databaseUrl: undefined, redisUrl: undefined }, demo);
  for (const [asOf, how] of [
    [MONTH_BEFORE, 'cold'],
    [AS_OF, 'warm'],
  ]) {
    const spent = {};
    for (const job of jobs) spent[job] = await once(() => runJob(context, job, asOf));
    const ours = Math.round(Object.values(spent).reduce((sum, each) => sum + each, 0));
    const vs = `a budget of 60 s, ${jobs.length} jobs together, data made, PDF and XLSX, ${how}`;
    yield { vs, goal: 1, ours, theirs: TOGETHER, unit: 'ms', jobs: spent };
  }
  await context.close();
}

async function runJob(context, job, asOf) {
  const { id } = await context.get(RunStarter).start(job, { asOf, formats: FORMATS });
  for await (const _event of context.get(RunFollower).follow(id, 0));
  const { state, error } = await context.get(RunRepository).find(id);
  if (state !== 'done') throw new Error(`${job}: ${error?.message ?? state}`);
}

/** One run of `decile run` over sources of that size. */
async function measure(engine, demo, all, { name, size }) {
  const dir = join(home, `${name}-${size}`);
  const parts = findCase(demo, name, all);
  await initCase(dir, demo, parts, { asOf: AS_OF, writeRows: demoRows(engine, AS_OF) });
  const sources = parts.datasets.filter(isGenerated).map((source) => source.name);
  const { source, rows } = await scaleCase(engine, dir, sources, size);
  let ended;
  const ms = await once(async () => {
    ended = await decile('run', name, '--project', dir, '--as-of', AS_OF, '--format', FORMATS.join(','));
  });
  rmSync(dir, { recursive: true, force: true });
  return { source, rows, ms, ...ended };
}

function* lines(name, { source, rows, ms, peakMb, failure }, before) {
  const what = `${name}, ${rows} rows of ${source}`;
  if (failure !== undefined) {
    yield { vs: what, skipped: failure };
    return;
  }
  const extra = { rows_per_s: Math.round((rows / ms) * 1000), peak_mb: peakMb };
  const isGrown = before !== undefined && before.failure === undefined;
  const theirs = isGrown ? Math.round((before.ms * rows) / before.rows) : SMALLEST;
  const vs = isGrown ? `time of ${before.rows} rows, for as many` : 'a budget of 30 s';
  yield { vs: `${vs}; ${what}`, goal: 1, ours: Math.round(ms), theirs, unit: 'ms', ...extra };
  yield { vs: `a budget of ${MEMORY_MB} MB; ${what}`, goal: 1, ours: peakMb, theirs: MEMORY_MB, unit: 'MB' };
}

/** Runs the command line; peak memory is that of its process, the browser left out (Linux). A run that is refused has a failure. */
async function decile(...args) {
  const bin = join(productRoot, 'apps/server/bin/decile.js');
  const env = { ...process.env, DATABASE_URL: '', REDIS_URL: '', DECILE_STATE: '' };
  delete env.DECILE_STATE;
  const child = spawn(process.execPath, [bin, ...args], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk) => (said += chunk));
  let peakMb = 0;
  const watch = setInterval(() => (peakMb = Math.max(peakMb, peakOf(child.pid))), 100);
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearInterval(watch);
  return code === 0 ? { peakMb } : { peakMb, failure: said.trim().split('\n').slice(-3).join(' ') };
}

function peakOf(pid) {
  try {
    return Math.round(Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024);
  } catch {
    return 0;
  }
}
