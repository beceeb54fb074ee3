import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { rfmAnalysis } from '../dist/server/content/spec/rfm.js';
import { buildRfm } from '../dist/server/datasets/rfm/build-rfm.js';
import { once } from './measure.js';
import { openTable } from './tables.js';

const AS_OF = '2026-10-31';
const spec = rfmAnalysis.parse({
  kind: 'rfm',
  input: 'purchases_in',
  customer: 'customer_id',
  date: 'bought_on',
  amount: 'amount',
  months: 12,
  breaks: { fitted_at: ['2025-12-31'] },
});

/** The obvious SQL: each month-end looks at all history and cuts quintiles anew; scores to Parquet, then the share of each grade. */
const SCORES = `
with ends as (select last_day(date '${AS_OF}' - to_months(m::int)) as month_end from range(12) t(m)),
measures as (
  select month_end, customer_id, month_end - max(bought_on) as recency, count(*) as frequency, sum(amount) as monetary
  from purchases_in join ends on bought_on <= month_end group by month_end, customer_id
)
select month_end, customer_id,
  ntile(5) over (partition by month_end order by recency desc, customer_id) + ntile(5) over (partition by month_end order by frequency, customer_id)
    + ntile(5) over (partition by month_end order by monetary, customer_id) as total
from measures`;
const SHARES = `select month_end, case when total >= 13.5 then 1 when total >= 10.5 then 2 when total >= 7.5 then 3 else 4 end as grade, count(*)
from read_parquet($path) group by 1, 2 order by 1, 2`;

/** RFM at 12 month-ends from Parquet: breaks, scores, shares, movements and next-period tables written, against scores and shares alone. */
export async function* run({ scale }) {
  const rows = Math.round(1e7 * scale);
  const table = await openTable(
    'purchases_in',
    `select (hash(i) % ${Math.max(10, Math.round(rows / 10))})::int as customer_id,
       date '2024-01-01' + (hash(i + 1) % 1035)::int as bought_on, (1000 + hash(i + 2) % 90000)::decimal(18, 2) as amount from range(${rows}) t(i)`,
  );
  const path = join(table.folder, 'scores.parquet');
  const theirs = await once(async () => {
    await table.workspace.run(`COPY (${SCORES}) TO '${path}' (FORMAT parquet)`);
    await table.workspace.run(SHARES.replace('$path', `'${path}'`));
  });
  const ours = await once(() => ourRun(table));
  yield { vs: `each month-end over all history, ${rows} purchases`, goal: 0.6, ours, theirs, unit: 'ms' };
  await table.close();
}

async function ourRun({ workspace, folder }) {
  const target = join(folder, 'version');
  const scratch = join(folder, 'scratch');
  for (const path of [target, scratch]) {
    rmSync(path, { recursive: true, force: true });
    mkdirSync(path);
  }
  await buildRfm(
    {
      item: { name: 'grades', file: '', spec: {}, inputs: ['purchases_in'] },
      project: { root: folder },
      asOf: AS_OF,
      parameters: {},
      inputs: new Map(),
      workspace,
      inputTables: new Set(['purchases_in']),
      folder: target,
      scratch,
      progress: () => {},
      log: () => {},
    },
    spec,
  );
}
