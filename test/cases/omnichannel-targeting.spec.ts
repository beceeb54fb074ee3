import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ResolvedTable, Result } from '../../apps/server/src/blocks/result.js';
import { productRoot } from '../../apps/server/src/config/software.js';
import { demoRows } from '../../apps/server/src/datasets/write-demo-rows.js';
import { quoteText } from '../../apps/server/src/engine/quote.js';
import { CaseLab, type OpenCase, type Outcome } from '../support/case-lab.js';
import { realData } from '../support/dataset-lab.js';

// Each run trains a model.
vi.setConfig({ testTimeout: 180_000 });

const CASE = 'omnichannel-targeting';
const AS_OF = '2026-10-31';

const valueOf = (result: Result, name: string): unknown => result.figures[name]!.value;
const numberOf = (result: Result, name: string): number => Number(valueOf(result, name));
const titleOf = (result: Result, id: string): string => result.sections.find((section) => section.id === id)!.title;

/** Rows of a table block by the names of its columns. */
function rowsOf(result: Result, id: string): Record<string, unknown>[] {
  const block = result.sections.flatMap(({ blocks }) => blocks).find((each) => each.id === id) as ResolvedTable;
  return block.rows.map((row) => Object.fromEntries(block.columns.map(({ name }, i) => [name, row[i]])));
}

let lab: CaseLab;
let planted: string;
let project: OpenCase;
beforeAll(async () => {
  lab = await CaseLab.create();
  planted = await lab.init('planted', CASE, AS_OF);
  await cp(join(planted, 'data'), join(planted, 'kept'), { recursive: true });
  project = await lab.open(planted);
}, 240_000);
afterAll(async () => {
  await project.close();
  await lab.close();
});

/** The rows of another dataset of the demo in the place of a source's. */
const replace = (source: string, by: string) =>
  demoRows(lab.engine, AS_OF)(lab.demo.datasets.get(by)!, join(planted, 'data', `${source}.csv`));

/** Changes the rows of a source. */
async function edit(source: string, change: (text: string) => string): Promise<void> {
  const file = join(planted, 'data', `${source}.csv`);
  await writeFile(file, change(await readFile(file, 'utf8')));
}

/** Runs the case on the demo rows after a change of some of them, which is then taken back. */
async function runChanged(change: () => Promise<unknown>): Promise<Outcome> {
  try {
    await change();
    return await project.run(CASE, AS_OF, 'en');
  } finally {
    await cp(join(planted, 'kept'), join(planted, 'data'), { recursive: true });
  }
}

function resultOf({ result, error }: Outcome): Result {
  expect(error).toBeUndefined();
  return result!;
}

/** Contacts, responders and cost of both cases, from the scores and the CSVs alone. */
async function ownFigures(result: Result): Promise<number[]> {
  const { version } = result.inputs.find(({ dataset }) => dataset === 'channel_response')!;
  const kept = join(planted, 'var/storage/datasets/channel_response', version);
  const csv = (name: string) => `read_csv(${quoteText(join(planted, 'data', `${name}.csv`))})`;
  const visits = Object.entries({ store: 'store', web: 'web', app: 'app', call: 'calls' })
    .map(([channel, file]) => `SELECT '${channel}' AS channel, customer_id, visited_on FROM ${csv(`channel_${file}`)}`)
    .join(' UNION ALL ');
  const workspace = await lab.engine.open([join(planted, 'data'), kept]);
  try {
    const { rows } = await workspace.run(`
      WITH counted AS (
        SELECT customer_id, channel, count(*) AS n, max(visited_on) AS last_day FROM (${visits})
        WHERE visited_on BETWEEN DATE '2026-01-06' AND DATE '2026-07-05' GROUP BY ALL
      ),
      preferred AS (
        SELECT customer_id, channel FROM counted
        QUALIFY row_number() OVER (PARTITION BY customer_id ORDER BY n DESC, last_day DESC, channel) = 1
      ),
      ranked AS (
        SELECT s.customer_id, c.responded, c.margin, coalesce(k.unit_cost, 50) AS cost, hash('half ' || s.customer_id) % 2 AS half,
          row_number() OVER (PARTITION BY hash('half ' || s.customer_id) % 2 ORDER BY s.score DESC, s.customer_id) AS place,
          count(*) OVER (PARTITION BY hash('half ' || s.customer_id) % 2) AS size
        FROM read_parquet(${quoteText(join(kept, 'scores.parquet'))}) AS s
        JOIN ${csv('channel_campaign')} AS c USING (customer_id)
        LEFT JOIN preferred USING (customer_id) LEFT JOIN ${csv('channel_costs')} AS k USING (channel)
      ),
      tried AS (
        SELECT p AS percent, half, sum(responded) FILTER (place <= ceil(size * p / 100)) / sum(responded) AS found
        FROM ranked, range(1, 101) AS percents(p) GROUP BY ALL
      ),
      cut AS (SELECT 1 - half AS half, min(percent) AS percent FROM tried WHERE found >= 0.9 GROUP BY half)
      SELECT count(*), sum(responded), sum(cost), sum(margin) - sum(cost)
      FROM ranked JOIN cut USING (half) WHERE place <= ceil(size * percent / 100)`);
    return rows[0]!.map(Number);
  } finally {
    await workspace.close();
  }
}

describe('the report on the planted campaign', () => {
  let result: Result;
  beforeAll(async () => {
    result = resultOf(await project.run(CASE, AS_OF, 'en'));
  }, 240_000);

  it('keeps nine in ten responders with three in ten contacts, at three times the rate, on held-out rows', () => {
    expect(numberOf(result, 'cases.contacts_all')).toBe(12_000);
    expect(numberOf(result, 'cases.responders_all')).toBe(1200);
    expect(Math.abs(numberOf(result, 'cases.contacts') / 3600 - 1)).toBeLessThan(0.03);
    expect(Math.abs(numberOf(result, 'cases.responders') / 1080 - 1)).toBeLessThan(0.03);
    expect(Math.abs(numberOf(result, 'cases.multiple') / 3 - 1)).toBeLessThan(0.03);
    expect(valueOf(result, 'cases.verdict')).toBe('more');
    expect(numberOf(result, 'cases.low')).toBeGreaterThan(0.2);
    expect(titleOf(result, 'summary')).toMatch(
      /^Contacting the best 30% keeps 90% of the responders and costs 7\d% less$/,
    );
  });

  it('gives the contacts, responders, cost and profit that SQL over the scores gives', async () => {
    const names = ['cases.contacts', 'cases.responders', 'cases.spent', 'cases.profit'];
    expect(names.map((name) => numberOf(result, name))).toEqual(await ownFigures(result));
  });

  it('shows the same figures in its tables', () => {
    const [all, best] = rowsOf(result, 'case_table');
    expect([all!['contacts'], best!['contacts']].map(Number)).toEqual([12_000, numberOf(result, 'cases.contacts')]);
    expect(Number(best!['profit']) - Number(all!['profit'])).toBe(numberOf(result, 'cases.profit_change'));
    const channels = rowsOf(result, 'by_channel');
    const total = (column: string) => channels.reduce((sum, row) => sum + Number(row[column]), 0);
    expect([total('contacts'), total('responders'), total('spent')]).toEqual(
      ['cases.contacts', 'cases.responders', 'cases.spent'].map((name) => numberOf(result, name)),
    );
    const chosen = rowsOf(result, 'cuts')[0]!;
    expect(Number(chosen['contacts'])).toBe(numberOf(result, 'cases.contacts'));
  });

  it('says who responds: those with coupons and spending elsewhere', () => {
    const features = rowsOf(result, 'importance').map((row) => row['feature']);
    expect(features.slice(0, 2).toSorted()).toEqual(['Coupons used last year', 'Monthly spending elsewhere']);
    expect(valueOf(result, 'own.verdict')).toBe('none');
    expect(rowsOf(result, 'channel_segment')).toHaveLength(16);
  });

  it('is the same, byte for byte, on a second run, and has the same figures in Korean', async () => {
    expect(resultOf(await project.run(CASE, AS_OF, 'en')).digest).toBe(result.digest);
    const korean = resultOf(await project.run(CASE, AS_OF, 'ko'));
    const figures = ({ figures: all }: Result) => Object.entries(all).map(([name, { value }]) => [name, value]);
    expect(figures(korean)).toEqual(figures(result));
    expect(titleOf(korean, 'summary')).toMatch(
      /^상위 30%에게만 연락해도 반응 고객의 90%를 지키고, 비용은 7\d% 줄어듭니다$/,
    );
  });

  it('turns the sentences round when contacts by the own channel cost more than they save', async () => {
    const dear = resultOf(
      await runChanged(() =>
        edit('channel_costs', (text) => text.replaceAll(/,(50|5|8|180)(?:\.0+)?,false/g, ',900,false')),
      ),
    );
    expect(titleOf(dear, 'summary')).toMatch(/and costs \d+% more$/);
    expect(valueOf(dear, 'cases.profit_verdict')).toBe('loss');
    expect(JSON.stringify(dear.sections[0])).toMatch(/profit falls by/);
  });
});

describe('the report on other data', () => {
  it('claims nothing on the null twins', async () => {
    const nothing = resultOf(
      await runChanged(async () => {
        for (const source of ['channel_campaign', 'channel_store', 'channel_app'])
          await replace(source, `${source}_null`);
      }),
    );
    expect(valueOf(nothing, 'model.verdict')).toBe('no_reliable_model');
    expect(valueOf(nothing, 'cases.verdict')).toBe('same');
    expect(valueOf(nothing, 'shift.verdict')).toBe('same');
    expect(valueOf(nothing, 'outlook.verdict')).toBe('same');
    expect(valueOf(nothing, 'tested.found')).toBe(0);
    expect(titleOf(nothing, 'summary')).toBe('No reliable sign that responders can be told beforehand');
    expect(rowsOf(nothing, 'plan').map((row) => row['finding'])).toEqual([
      'The score does not tell responders',
      expect.stringMatching(/O2O candidates/),
    ]);
  });

  it.each([
    [
      'one answer only',
      'channel_campaign',
      (text: string) => text.replaceAll(/,1,[\d.]+,[\d.]+$/gm, ',0,0,0'),
      /one-class/,
    ],
    [
      'a customer twice',
      'channel_customers',
      (text: string) => `${text}R00001,2020-01-01,40,1,2.0\n`,
      /unique|duplicate|test/,
    ],
    [
      'a campaign that is yet to come',
      'channel_campaign',
      (text: string) => text.replaceAll('2026-07-06', '2027-07-06'),
      /./,
    ],
  ])('sends nothing, and says why, with %s', async (_name, source, change, message) => {
    const { result, error } = await runChanged(() => edit(source, change));
    expect(result).toBeUndefined();
    expect(JSON.stringify(error)).toMatch(message);
    expect(error!.message.length).toBeGreaterThan(20);
  });
});

const real = realData();
describe.runIf(real !== undefined)('the report on customer personality', () => {
  it('loses 3,046 by contacting all, knows responders by an AUROC of about 0.90, and omits what it lacks', async () => {
    const dir = await lab.init('personality', CASE, AS_OF);
    await rm(join(dir, 'dashboards'), { recursive: true });
    for (const name of ['services', 'shift', 'outlook', 'next']) {
      for (const end of ['yaml', 'sql']) await rm(join(dir, 'datasets', `channel_${name}.${end}`), { force: true });
    }
    await cp(join(productRoot, 'test/cases/customer-personality'), dir, { recursive: true });
    await cp(join(real!, 'customer_personality/marketing_campaign.csv'), join(dir, 'data/marketing_campaign.csv'));
    const result = resultOf(await lab.run(dir, CASE, '2014-07-31', 'en'));
    expect(numberOf(result, 'cases.profit_all')).toBe(-3046);
    expect(numberOf(result, 'cases.responders_all')).toBe(334);
    expect(numberOf(result, 'model.base_rate')).toBeCloseTo(0.1491, 4);
    expect(Math.abs(numberOf(result, 'model.auroc') - 0.9)).toBeLessThan(0.02);
    expect(numberOf(result, 'cases.profit')).toBeGreaterThan(0);
    expect(result.sections.map(({ id }) => id)).toEqual([
      'summary',
      'customer_360',
      'targeting',
      'who',
      'hypotheses',
      'actions',
    ]);
    expect(JSON.stringify(result)).toMatch(/channel_shift/);
  });
});
