import { rmSync } from 'node:fs';
import process from 'node:process';
import { backAndForth, COLUMNS, fileOf, growth, start, writeTable } from './model-table.js';

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
  yield* growth('train-boosting.js', scale);
  rmSync(fileOf());
}
