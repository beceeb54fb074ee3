import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import '../test/support/typescript-loader.mjs';
import { applyBins } from '../dist/server/analytics/features/bins.js';
import { runGang } from '../dist/server/compute/run-gang.js';
import { middle, once } from './measure.js';

const PYTHON = '/usr/bin/python3';
const THREADS = 2;
const WIDTH = 28;
const ROUNDS = 3;
const folder = join(import.meta.dirname, '../var/bench/shap');

/** TreeSHAP over the same trees and rows, from rows in memory to contributions in memory, in turns with XGBoost; both on 2 threads. */
export async function* run({ scale }) {
  const rows = Math.round(1e5 * scale);
  const vs = `XGBoost pred_contribs, 100 trees x 31 leaves, ${rows} rows x ${WIDTH} columns, ${THREADS} threads`;
  if (spawnSync(PYTHON, ['-c', 'import xgboost']).status !== 0) {
    yield { vs, skipped: 'the peer is not there: Debian package python3-xgboost' };
    return;
  }
  mkdirSync(folder, { recursive: true });
  const peer = startPeer(rows);
  await peer.answer();
  const { ensemble, binned } = await readModel(rows);
  const contributions = new Float64Array(new SharedArrayBuffer(8 * rows * WIDTH));
  const explain = () => runGang('explain-rows', { ensemble, binned, contributions }, { threads: THREADS });
  const [base] = await explain();
  const spent = { ours: [], theirs: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    spent.theirs.push((await peer.ask()).ms);
    spent.ours.push(await once(explain));
  }
  peer.end();
  requireEqual(base, contributions, floats('contributions.f32'), rows);
  yield { vs, goal: 0.5, ours: Math.round(middle(spent.ours)), theirs: Math.round(middle(spent.theirs)), unit: 'ms' };
}

function startPeer(rows) {
  const script = join(import.meta.dirname, 'shap.py');
  const child = spawn(PYTHON, [script, folder, rows, THREADS], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error('XGBoost ended early');
    return JSON.parse(value);
  };
  const ask = () => {
    child.stdin.write('\n');
    return answer();
  };
  return { answer, ask, end: () => child.stdin.end() };
}

async function readModel(rows) {
  const { importXgboost } = await import('../test/support/xgboost-model.ts');
  const names = Array.from({ length: WIDTH }, (_, i) => `f${i}`);
  const ensemble = importXgboost(JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8')), names);
  const flat = floats('rows.f32');
  const features = names.map((name, column) => {
    const values = Float64Array.from({ length: rows }, (_, row) => flat[row * WIDTH + column]);
    return { kind: 'numeric', name, values };
  });
  return { ensemble, binned: applyBins({ rows, features }, ensemble.features) };
}

function floats(name) {
  const bytes = readFileSync(join(folder, name));
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

function requireEqual(base, ours, theirs, rows) {
  let apart = 0;
  for (let row = 0; row < rows; row += 1) {
    const at = row * (WIDTH + 1);
    apart = Math.max(apart, Math.abs(base - theirs[at + WIDTH]));
    for (let column = 0; column < WIDTH; column += 1)
      apart = Math.max(apart, Math.abs(ours[row * WIDTH + column] - theirs[at + column]));
  }
  // XGBoost sums 32-bit floats over 100 trees.
  if (!(apart < 1e-4)) throw new Error(`contributions differ by ${apart}`);
}
