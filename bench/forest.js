import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { applyBins, fitBins } from '../dist/server/analytics/features/bins.js';
import { assembleForest } from '../dist/server/analytics/forest/assemble-forest.js';
import { FOREST_DEFAULTS } from '../dist/server/analytics/forest/forest-settings.js';
import { prepareForest } from '../dist/server/analytics/forest/prepare-forest.js';
import { mannWhitney } from '../dist/server/analytics/statistics/mann-whitney.js';
import { predictRaw } from '../dist/server/analytics/trees/tree.js';
import { runGang } from '../dist/server/compute/run-gang.js';
import { middle } from './measure.js';
import { fileOf, growth } from './model-table.js';

const PYTHON = '/usr/bin/python3';
const THREADS = 2;
const WIDTH = 28;
const ROUNDS = 3;
const folder = join(import.meta.dirname, '../var/bench/forest');

/**
 * 100 trees of depth 12, from columns of doubles in memory to a forest in memory, in turns with scikit-learn; both on 2 threads. Ours finds
 * the bins and judges out of bag in that time, the peer neither. A second line compares AUROC on other rows (as 1 − AUROC: lower is better).
 */
export async function* run({ scale }) {
  const rows = Math.round(1.6e5 * scale);
  const vs = `scikit-learn RandomForest, 100 trees of depth 12, ${rows} rows x ${WIDTH} columns, ${THREADS} threads`;
  if (spawnSync(PYTHON, ['-c', 'import sklearn']).status !== 0) {
    yield { vs, skipped: 'the peer is not there: Debian package python3-sklearn' };
    return;
  }
  mkdirSync(folder, { recursive: true });
  const peer = startPeer(rows);
  await peer.answer();
  const { learn, judge } = readRows(rows);
  const found = { ours: [], theirs: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = performance.now();
    const ensemble = await grow(learn, round);
    found.ours.push({ ms: performance.now() - start, auroc: areaOf(ensemble, judge) });
    found.theirs.push(await peer.ask());
  }
  peer.end();
  const middleOf = (key) => [middle(found.ours.map(key)), middle(found.theirs.map(key))];
  const [ours, theirs] = middleOf(({ ms }) => Math.round(ms));
  yield { vs, goal: 0.2, ours, theirs, unit: 'ms' };
  const [ourMiss, theirMiss] = middleOf(({ auroc }) => Number((1 - auroc).toFixed(5)));
  yield {
    vs: `${vs}: the area above the curve, on other rows`,
    goal: 1.02,
    ours: ourMiss,
    theirs: theirMiss,
    unit: '1 - AUROC',
  };
  yield* growth('grow-forest.js', scale, 1);
  rmSync(fileOf());
}

async function grow({ table, target }, seed) {
  const binned = applyBins(table, fitBins(table));
  const input = prepareForest({ table: binned, target }, { ...FOREST_DEFAULTS, maxDepth: 12, seed });
  return assembleForest(input, await runGang('grow-forest', input, { threads: THREADS })).ensemble;
}

function areaOf(ensemble, { table, target }) {
  const scores = predictRaw(ensemble, applyBins(table, ensemble.features));
  const of = (wanted) => scores.filter((_, row) => target[row] === wanted);
  return mannWhitney(of(0), of(1)).superiority;
}

function startPeer(rows) {
  const script = join(import.meta.dirname, 'forest.py');
  const child = spawn(PYTHON, [script, folder, rows, THREADS], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error('scikit-learn ended early');
    return JSON.parse(value);
  };
  const ask = () => {
    child.stdin.write('\n');
    return answer();
  };
  return { answer, ask, end: () => child.stdin.end() };
}

function readRows(rows) {
  const bytes = readFileSync(join(folder, 'rows.f32'));
  const target = new Uint8Array(readFileSync(join(folder, 'target.u8')));
  const all = target.length;
  const flat = new Float32Array(bytes.buffer, bytes.byteOffset, all * WIDTH);
  const part = (from, to) => {
    const features = Array.from({ length: WIDTH }, (_, i) => {
      const values = Float64Array.from(flat.subarray(i * all + from, i * all + to));
      return { kind: 'numeric', name: `f${i}`, values };
    });
    return { table: { rows: to - from, features }, target: Float64Array.from(target.subarray(from, to)) };
  };
  return { learn: part(0, rows), judge: part(rows, all) };
}
