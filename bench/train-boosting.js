// node train-boosting.js FILE ROWS COLUMNS THREADS: one run of ours for boosting.js.
import process from 'node:process';
import { boostingInput } from '../dist/server/analytics/boosting/boosting-input.js';
import { applyBins, fitBins } from '../dist/server/analytics/features/bins.js';
import { runGang } from '../dist/server/compute/run-gang.js';
import { readTable } from './model-table.js';

const [file, rows, columns, threads] = process.argv.slice(2).map((arg, i) => (i === 0 ? arg : Number(arg)));
const { table, target } = readTable(file, rows, columns);

const begin = performance.now();
const binned = applyBins(table, fitBins(table));
const middle = performance.now();
const input = boostingInput({ table: binned, target, targetName: 'y' });
const [{ log }] = await runGang('train-boosting', input, { threads });
const end = performance.now();
const mb = Math.round(process.resourceUsage().maxRSS / 1024);
const cpuMs = Math.round(process.cpuUsage().user / 1000);
const said = {
  ms: Math.round(end - begin),
  trainMs: Math.round(end - middle),
  mb,
  cpuMs,
  loss: log.trainLoss.at(-1),
};
process.stdout.write(`${JSON.stringify(said)}\n`);
