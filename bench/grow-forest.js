// node grow-forest.js FILE ROWS COLUMNS THREADS: one run of ours for the growth lines of forest.js.
import process from 'node:process';
import { applyBins, fitBins } from '../dist/server/analytics/features/bins.js';
import { assembleForest } from '../dist/server/analytics/forest/assemble-forest.js';
import { FOREST_DEFAULTS } from '../dist/server/analytics/forest/forest-settings.js';
import { prepareForest } from '../dist/server/analytics/forest/prepare-forest.js';
import { runGang } from '../dist/server/compute/run-gang.js';
import { readTable } from './model-table.js';

const [file, rows, columns, threads] = process.argv.slice(2).map((arg, i) => (i === 0 ? arg : Number(arg)));
const { table, target } = readTable(file, rows, columns);

const begin = performance.now();
const binned = applyBins(table, fitBins(table));
const middle = performance.now();
const input = prepareForest({ table: binned, target }, { ...FOREST_DEFAULTS, trees: 100, maxDepth: 12, seed: 1 });
assembleForest(input, await runGang('grow-forest', input, { threads }));
const end = performance.now();
const mb = Math.round(process.resourceUsage().maxRSS / 1024);
const cpuMs = Math.round(process.cpuUsage().user / 1000);
const said = { ms: Math.round(end - begin), trainMs: Math.round(end - middle), mb, cpuMs };
process.stdout.write(`${JSON.stringify(said)}\n`);
