import { mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import process from 'node:process';
import { frequentItemsets } from '../dist/server/analytics/association/frequent-itemsets.js';
import { seededRandom } from '../dist/server/analytics/random.js';
import { conditionRulesAnalysis } from '../dist/server/content/spec/condition-rules.js';
import { buildConditionRules } from '../dist/server/datasets/condition-rules/build-condition-rules.js';
import { inTurns } from './measure.js';
import { NOT_SET_UP, peerPath } from './peers.js';
import { openTable } from './tables.js';

const COLUMNS = { place: 6, weekday: 7, hours: 4, distance: 4, visits: 3, age: 5, sex: 2, channel: 3 };
const NAMES = Object.keys(COLUMNS);
const MAX_LENGTH = 4;
const MIN_SUPPORT = 0.005;

const spec = conditionRulesAnalysis.parse({
  kind: 'condition_rules',
  input: 'contacts',
  outcome: 'bought',
  margin: 'margin',
  cost: 'cost',
  conditions: NAMES,
  max_length: MAX_LENGTH,
  min_coverage: MIN_SUPPORT,
  holdout: { key: 'contact' },
});

/** Condition rules found, judged and written as tables against counting alone; itemsets of baskets against node-fpgrowth. */
export async function* run({ scale }) {
  yield* conditions(Math.round(1e6 * scale));
  yield* baskets(Math.round(10_000 * scale));
}

async function* conditions(rows) {
  const drawn = NAMES.map((name, i) => `'${name} ' || hash(i * 16 + ${i}) % ${COLUMNS[name]} as ${name}`);
  const table = await openTable(
    'contacts',
    `select *, (luck < chance)::int as bought, case when luck < chance then 10 + luck * 100 else 0 end::decimal(18, 2) as margin,
       (0.3 + contact % 10 / 100.0)::decimal(18, 2) as cost
     from (select i as contact, ${drawn.join(', ')}, (hash(i * 16 + 8) % 100000) / 100000.0 as luck,
       case when hash(i * 16) % 6 = 0 and hash(i * 16 + 3) % 4 = 0 then 0.4 else 0.08 end as chance from range(${rows}) t(i))`,
  );
  const [ours, collapsed, direct] = await inTurns(
    [() => ourRun(table), () => byHand(table, rows, true), () => byHand(table, rows, false)],
    4,
  );
  const vs = `grouping sets by hand, ${rows} rows × ${NAMES.length} columns`;
  yield { vs: `${vs}, collapsed first`, goal: 1.3, ours, theirs: collapsed, unit: 'ms' };
  yield { vs, goal: 1.3, ours, theirs: direct, unit: 'ms' };
  await table.close();
}

async function ourRun({ workspace, folder }) {
  const target = join(folder, 'version');
  const scratch = join(folder, 'scratch');
  for (const path of [target, scratch]) {
    rmSync(path, { recursive: true, force: true });
    mkdirSync(path);
  }
  for (const name of ['_cells', '_levels', '_coded', '_judged']) {
    await workspace.run(`DROP TABLE IF EXISTS ${name}`);
  }
  await buildConditionRules(
    {
      item: { name: 'rules', file: '', spec: {}, inputs: ['contacts'] },
      project: { root: folder },
      asOf: '2026-10-31',
      parameters: {},
      inputs: new Map(),
      workspace,
      inputTables: new Set(['contacts']),
      folder: target,
      scratch,
      progress: () => {},
      log: () => {},
    },
    spec,
  );
}

/** Every set of up to four columns with counts and profit per rule, to Parquet. */
async function byHand({ workspace, folder }, rows, isCollapsed) {
  const sets = combinations(NAMES, MAX_LENGTH).map((set) => `(${set.join(', ')})`);
  const names = NAMES.join(', ');
  const cells = isCollapsed
    ? `(select ${names}, count(*) as n, sum(bought) as k, sum(margin) as m, sum(cost) as c from contacts group by ${names})`
    : '(select *, 1 as n, bought as k, margin as m, cost as c from contacts)';
  await workspace.run(`
    COPY (select ${names}, sum(n) as n, sum(k) as k, sum(k) / sum(n) as rate, sum(m) as margin, sum(c) as cost, (sum(m) - sum(c)) / sum(c) * 100 as efficiency
      from ${cells} group by grouping sets (${sets.join(', ')}) having sum(n) >= ${rows * MIN_SUPPORT})
    TO '${join(folder, 'by-hand.parquet')}' (FORMAT parquet)`);
}

function combinations(names, longest) {
  if (longest === 0) return [];
  return names.flatMap((name, i) => [
    [name],
    ...combinations(names.slice(i + 1), longest - 1).map((rest) => [name, ...rest]),
  ]);
}

async function* baskets(count) {
  const path = peerPath('node-fpgrowth');
  if (path === null) {
    yield { vs: 'node-fpgrowth', skipped: NOT_SET_UP };
    return;
  }
  const { FPGrowth } = createRequire(import.meta.url)(path);
  const lists = drawBaskets(count);
  let found = 0;
  let theirs = 0;
  const [ourTime, theirTime] = await inTurns([
    () => (found = frequentItemsets(asTable(lists), { minimum: count / 1000, maxItems: 50, maxItemsets: 1e6 }).count),
    async () => (theirs = (await new FPGrowth(0.001).exec(lists)).length),
  ]);
  const entries = lists.reduce((sum, list) => sum + list.length, 0);
  process.stderr.write(`${(entries / count).toFixed(1)} items a basket; itemsets ${found}, node-fpgrowth ${theirs}\n`);
  yield { vs: `node-fpgrowth, ${count} baskets`, goal: 0.06, ours: ourTime, theirs: theirTime, unit: 'ms' };
}

function asTable(lists) {
  const starts = new Uint32Array(lists.length + 1);
  for (let b = 0; b < lists.length; b += 1) starts[b + 1] = starts[b] + lists[b].length;
  const items = new Uint32Array(starts[lists.length]);
  for (let b = 0; b < lists.length; b += 1) items.set(lists[b], starts[b]);
  return { starts, items, itemCount: 170 };
}

/** Few items sell much and many little; some go together. */
function drawBaskets(count) {
  const random = seededRandom(42);
  const shares = Array.from({ length: 170 }, (_, item) => 1 / (item + 2));
  const sum = shares.reduce((total, share) => total + share, 0);
  const draw = () => {
    let place = random.next() * sum;
    return shares.findIndex((share) => (place -= share) < 0);
  };
  return Array.from({ length: count }, () => {
    const size = 1 + Math.floor(-Math.log(1 - random.next()) * 4.3);
    return [...new Set(Array.from({ length: size }, draw))];
  });
}
