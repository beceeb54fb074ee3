// node train-boosting.js FILE ROWS COLUMNS THREADS: one run of ours for boosting.js.
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { boostingInput } from '../dist/server/analytics/boosting/boosting-input.js';
import { applyBins, fitBins } from '../dist/server/analytics/features/bins.js';
import { runGang } from '../dist/server/compute/run-gang.js';

const [file, rows, columns, threads] = process.argv.slice(2).map((arg, i) => (i === 0 ? arg : Number(arg)));
const { buffer, byteOffset } = readFileSync(file);
const column = (i) => new Float64Array(buffer, byteOffset + 8 * i * rows, rows);
const features = Array.from({ length: columns }, (_, i) => ({ kind: 'numeric', name: `x${i}`, values: column(i) }));
const table = { rows, features };

const begin = performance.now();
const binned = applyBins(table, fitBins(table));
const middle = performance.now();
const input = boostingInput({ table: binned, target: column(columns), targetName: 'y' });
const [{ log }] = await runGang('train-boosting', input, { threads });
const end = performance.now();
const mb = Math.round(process.resourceUsage().maxRSS / 1024);
const said = { ms: Math.round(end - begin), trainMs: Math.round(end - middle), mb, loss: log.trainLoss.at(-1) };
process.stdout.write(`${JSON.stringify(said)}\n`);
