import { fork, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const ROOT = join(import.meta.dirname, '..');
const PORT = 39_611;
const TOKEN = 'bench';
/** Milliseconds that the answer to an event may take. */
const BUDGET = 10;
const RATE = 500;
const CUSTOMERS = 1_000_000;

/** Decisions over HTTP at 500 a second against a bare Fastify route under the same load; each in a process of its own. */
export async function* run({ scale }) {
  const seconds = Math.max(2, Math.round(20 * scale));
  const home = mkdtempSync(join(tmpdir(), 'decile-bench-'));
  try {
    writeProject(home, Math.max(10_000, Math.round(CUSTOMERS * scale)));
    for (const dataset of ['sensing_rules', 'bench_grades']) decile(home, 'refresh', dataset, '--as-of', '2026-10-31');
    const theirs = await measure(await startBare(), seconds);
    const ours = await measure(await startOurs(home), seconds);
    const load = `${RATE} events/s for ${seconds} s`;
    const more = { p50: ours.p50, max: ours.max, theirs_p50: theirs.p50, answered: ours.answered };
    yield {
      vs: `a bare Fastify route, p99 at ${load}`,
      goal: 10,
      ours: ours.p99,
      theirs: theirs.p99,
      unit: 'ms',
      ...more,
    };
    yield { vs: `a budget of ${BUDGET} ms, p99 at ${load}`, goal: 1, ours: ours.p99, theirs: BUDGET, unit: 'ms' };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** The rules of the demo case, and a million graded customers. */
function writeProject(home, customers) {
  const datasets = join(home, 'datasets');
  mkdirSync(datasets);
  for (const file of ['sensing_events.yaml', 'sensing_events.sql', 'sensing_rules.yaml', 'triggers.yaml'])
    cpSync(join(ROOT, 'datasets', file), join(datasets, file));
  writeFileSync(join(home, 'decile.yaml'), 'name: bench\ntitle: Bench\ntime_zone: Asia/Seoul\n');
  writeFileSync(join(datasets, 'bench_grades.yaml'), 'title: Grades\n');
  writeFileSync(
    join(datasets, 'bench_grades.sql'),
    `select 'K' || lpad(i::varchar, 8, '0') as customer_id, (1 + i % 10)::integer as grade from range(${customers}) as t(i)`,
  );
  const triggers = join(datasets, 'triggers.yaml');
  writeFileSync(triggers, TRIGGERS.replace('CUSTOMERS', String(customers)));
}

const TRIGGERS = `title: Triggers of CUSTOMERS customers
decisions:
  event: event_id
  customer: customer_id
  time: sensed_at
  rules: sensing_rules
  grades: { from: bench_grades, customer: customer_id }
  policy: { max_grade: 6, min_efficiency: 151, per_customer_day: 1 }
columns:
  - { name: event_id, type: VARCHAR }
  - { name: customer_id, type: VARCHAR }
  - { name: sensed_at, type: TIMESTAMP }
  - { name: place, type: VARCHAR }
  - { name: distance_m, type: DOUBLE }
  - { name: visits, type: INTEGER }
`;

const environment = (home) => ({
  ...process.env,
  DECILE_STATE: join(home, 'var'),
  DATABASE_URL: '',
  DECILE_API_TOKEN: TOKEN,
});
const COMMAND = join(ROOT, 'apps/server/bin/decile.js');

function decile(home, ...args) {
  const done = spawnSync(process.execPath, [COMMAND, ...args, '--project', home], {
    env: environment(home),
    encoding: 'utf8',
  });
  if (done.status !== 0) throw new Error(done.stderr);
}

async function startOurs(home) {
  const args = [COMMAND, 'start', '--role', 'api', '--project', home, '--port', String(PORT)];
  const child = spawn(process.execPath, args, { env: environment(home), stdio: 'ignore' });
  return { child, path: '/api/datasets/triggers/decisions' };
}

async function startBare() {
  return { child: fork(fileURLToPath(import.meta.url), ['bare']), path: '/' };
}

/** Milliseconds from the moment an event is due to its answer. */
async function measure({ child, path }, seconds) {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  try {
    await until(() => post(agent, path, event('warm', 0)));
    for (let i = 0; i < 500; i += 1) await post(agent, path, event('warm', i));
    const spent = [];
    const waiting = [];
    const begin = performance.now();
    for (let i = 0; i < seconds * RATE; i += 1) {
      const due = begin + (i * 1000) / RATE;
      while (performance.now() < due)
        await new Promise((next) => setTimeout(next, Math.max(0, due - performance.now() - 0.5)));
      waiting.push(post(agent, path, event('E', i)).then(() => spent.push(performance.now() - due)));
    }
    await Promise.all(waiting);
    const sorted = spent.toSorted((a, b) => a - b);
    const at = (share) => Number(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))].toFixed(2));
    return { p50: at(0.5), p99: at(0.99), max: at(1), answered: sorted.length };
  } finally {
    agent.destroy();
    child.kill('SIGTERM');
    await new Promise((done) => child.once('exit', done));
  }
}

const PLACES = ['MALL', 'DSTR', 'MART', 'CINEMA', 'CVS'];

function event(kind, i) {
  return JSON.stringify({
    event_id: `${kind}-${i}`,
    customer_id: `K${String((i * 7919) % 1_000_003).padStart(8, '0')}`,
    sensed_at: `2026-11-02T${String(8 + (i % 13)).padStart(2, '0')}:30:00+09:00`,
    place: PLACES[i % 5],
    distance_m: (i * 37) % 700,
    visits: i % 9,
  });
}

function post(agent, path, body) {
  return new Promise((done, failed) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      authorization: `Bearer ${TOKEN}`,
    };
    const sent = request({ port: PORT, method: 'POST', path, agent, headers }, (answer) => {
      answer
        .resume()
        .on('end', () => (answer.statusCode === 200 ? done() : failed(new Error(`status ${answer.statusCode}`))));
    });
    sent.on('error', failed).end(body);
  });
}

async function until(work) {
  for (let tries = 0; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (tries > 600) throw error;
      await new Promise((next) => setTimeout(next, 100));
    }
  }
}

if (process.argv[2] === 'bare') {
  const { fastify } = await import('fastify');
  const server = fastify();
  server.post('/', (received) => ({ event: received.body.event_id, decision: 'send', reason: 'sent' }));
  await server.listen({ port: PORT });
}
