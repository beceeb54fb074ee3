import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { seededRandom } from '../dist/server/analytics/random.js';
import { middle } from './measure.js';

const COLUMNS = 28;
const folder = join(import.meta.dirname, '../var/bench');
const PYTHON = '/usr/bin/python3';

/** Histogram boosting, 28 columns, 100 trees of 31 leaves, from columns of doubles to a model, each run in a process of its own. */
export async function* run({ scale }) {
  const ours = (rows, threads) => start(process.execPath, ['train-boosting.js', rows, COLUMNS, threads]);
  const theirs = (rows, threads, library) => start(PYTHON, ['boosting.py', rows, COLUMNS, threads, library]);
  const rows = Math.round(800_000 * scale);
  writeTable(rows);
  for (const [library, goal] of Object.entries({ sklearn: 1.5, xgboost: 1.5 })) {
    if (!theirs(0, 2, library)) {
      yield { skipped: `${library} can't be imported by ${PYTHON}` };
      continue;
    }
    const [us, them] = backAndForth([() => ours(rows, 2), () => theirs(rows, 2, library)]);
    const work = `${library}, ${rows} rows, 2 threads`;
    yield { vs: work, goal, ours: us.ms, theirs: them.ms, unit: 'ms' };
    yield { vs: `${work}, without the bins`, goal, ours: us.trainMs, theirs: them.trainMs, unit: 'ms' };
    yield { vs: `${work}, peak memory`, goal: 1.5, ours: us.mb, theirs: them.mb, unit: 'MB' };
  }
  const peaks = [];
  const sizes = [10_000, 100_000, 1_000_000].map((size) => Math.round(size * scale));
  for (const count of sizes) {
    writeTable(count);
    const [one, two] = backAndForth([() => ours(count, 1), () => ours(count, 2)]);
    yield { vs: `1 thread, ${count} rows`, goal: 1, ours: two.trainMs, theirs: one.trainMs, unit: 'ms' };
    peaks.push(two.mb);
  }
  const grown = peaks.at(-1) - peaks[0];
  yield {
    vs: 'the table itself, memory by row',
    goal: 2,
    ours: grown,
    theirs: megabytes(sizes[2] - sizes[0]),
    unit: 'MB',
  };
  rmSync(fileOf());
}

/** What the last line of a program says; null where it can't start. */
function start(program, [script, ...args]) {
  const { status, stdout } = spawnSync(program, [join(import.meta.dirname, script), fileOf(), ...args.map(String)], {
    encoding: 'utf8',
  });
  return status === 0 ? JSON.parse(stdout.trim().split('\n').at(-1)) : null;
}

/** Medians of what each of `works` says, over three rounds in turns. */
function backAndForth(works, rounds = 3) {
  const said = works.map(() => []);
  for (let round = 0; round < rounds; round += 1)
    for (const i of round % 2 === 0 ? [...works.keys()] : [...works.keys()].toReversed()) said[i].push(works[i]());
  const keys = ['ms', 'trainMs', 'mb'];
  return said.map((all) => Object.fromEntries(keys.map((key) => [key, middle(all.map((one) => one[key]))])));
}

const fileOf = () => join(folder, 'boosting.f64');
const megabytes = (rows) => Math.round((rows * (COLUMNS + 1) * 8) / 1e6);

/** Columns one after the other, the target last: sums of chance, and a target that a few of them sway. */
function writeTable(rows) {
  const random = seededRandom(1);
  const values = new Float64Array(rows * (COLUMNS + 1));
  for (let i = 0; i < rows * COLUMNS; i += 1) values[i] = random.next() + random.next() + random.next() - 1.5;
  for (let row = 0; row < rows; row += 1) {
    const [a, b, c, d, e] = [0, 1, 2, 3, 4].map((column) => values[column * rows + row]);
    const odds = a + 2 * b * c + Math.sin(3 * d) + e / 2;
    values[COLUMNS * rows + row] = random.next() < 1 / (1 + Math.exp(-2 * odds)) ? 1 : 0;
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(fileOf(), values);
}
