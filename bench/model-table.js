// The table that models are grown on by the benches boosting and forest, and runs of them in processes of their own.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { seededRandom } from '../dist/server/analytics/random.js';
import { middle } from './measure.js';

export const COLUMNS = 28;
const folder = join(import.meta.dirname, '../var/bench');

export const fileOf = () => join(folder, 'model-table.f64');
export const megabytes = (rows) => Math.round((rows * (COLUMNS + 1) * 8) / 1e6);

/** Columns one after the other, the target last: sums of chance, and a target that a few of them sway. */
export function writeTable(rows) {
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

/** Columns and target of a written table. */
export function readTable(file, rows, columns) {
  const { buffer, byteOffset } = readFileSync(file);
  const column = (i) => new Float64Array(buffer, byteOffset + 8 * i * rows, rows);
  const features = Array.from({ length: columns }, (_, i) => ({ kind: 'numeric', name: `x${i}`, values: column(i) }));
  return { table: { rows, features }, target: column(columns) };
}

/** What the last line of a program says; null where it can't start. */
export function start(program, [script, ...args]) {
  const { status, stdout } = spawnSync(program, [join(import.meta.dirname, script), fileOf(), ...args.map(String)], {
    encoding: 'utf8',
  });
  return status === 0 ? JSON.parse(stdout.trim().split('\n').at(-1)) : null;
}

/** Medians of what each of `works` says, over some rounds in turns. */
export function backAndForth(works, rounds = 3) {
  const said = works.map(() => []);
  for (let round = 0; round < rounds; round += 1)
    for (const i of round % 2 === 0 ? [...works.keys()] : [...works.keys()].toReversed()) said[i].push(works[i]());
  const keys = ['ms', 'trainMs', 'mb', 'cpuMs'];
  return said.map((all) =>
    Object.fromEntries(keys.map((key) => [key, all[0][key] === undefined ? null : middle(all.map((one) => one[key]))])),
  );
}

/** How cost grows: time and peak memory of two threads against one, by number of rows; then memory by row against the table itself. */
export function* growth(script, scale, rounds = 3) {
  const sizes = [10_000, 100_000, 1_000_000].map((size) => Math.round(size * scale));
  const peaks = [];
  for (const rows of sizes) {
    writeTable(rows);
    const run = (threads) => () => start(process.execPath, [script, rows, COLUMNS, threads]);
    const [one, two] = backAndForth([run(1), run(2)], rounds);
    yield { vs: `1 thread, ${rows} rows`, goal: 1, ours: two.trainMs, theirs: one.trainMs, unit: 'ms' };
    yield { vs: `1 thread, ${rows} rows, processor time`, goal: 1.2, ours: two.cpuMs, theirs: one.cpuMs, unit: 'ms' };
    yield { vs: `1 thread, ${rows} rows, peak memory`, goal: 1.2, ours: two.mb, theirs: one.mb, unit: 'MB' };
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
}
