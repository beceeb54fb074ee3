import { readdirSync, statSync } from 'node:fs';
import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Result } from '../../apps/server/src/blocks/result.js';
import { quoteText } from '../../apps/server/src/engine/quote.js';
import { CaseLab } from '../support/case-lab.js';
import { realData } from '../support/dataset-lab.js';

const AS_OF = '2026-10-31';
const JOB = 'payment-features';
const DATASETS = join(import.meta.dirname, '../../datasets');
const real = realData();

let lab: CaseLab;
beforeAll(async () => {
  lab = await CaseLab.create();
});
afterAll(() => lab.close());

async function inFolder<Answer>(
  use: (sql: (text: string) => Promise<unknown[][]>) => Promise<Answer>,
): Promise<Answer> {
  const workspace = await lab.engine.open([lab.home, DATASETS]);
  try {
    return await use(async (text) => (await workspace.run(text)).rows);
  } finally {
    await workspace.close();
  }
}

/** Writes the rows of a query over `rows`, what the CSV of a source holds now, in its place. */
async function rewrite(dir: string, source: string, query: string): Promise<void> {
  const file = join(dir, 'data', `${source}.csv`);
  await inFolder(async (sql) => {
    const rows = `SELECT * FROM read_csv(${quoteText(file)}, header = true, all_varchar = true)`;
    return sql(`COPY (WITH rows AS (${rows}) ${query}) TO ${quoteText(`${file}.new`)} (FORMAT csv, HEADER)`);
  });
  await rename(`${file}.new`, file);
}

/** The rows of a source of the demo project, its null twin for instance. */
async function generated(name: string): Promise<string> {
  return (await readFile(join(DATASETS, `${name}.sql`), 'utf8')).replaceAll('$as_of', quoteText(AS_OF));
}

/** Rows of a query over the versions that were made last; `{name}` stands for a table. */
async function ask(text: string): Promise<unknown[][]> {
  const path = (table: string) => {
    const folder = join(lab.home, 'state/storage/datasets', table.split('.')[0]!);
    const versions = readdirSync(folder).filter((name) => !name.startsWith('.'));
    const made = (name: string) => statSync(join(folder, name)).mtimeMs;
    const newest = versions.toSorted((a, b) => made(b) - made(a))[0]!;
    return `read_parquet(${quoteText(join(folder, newest, `${table.split('.').at(-1)}.parquet`))})`;
  };
  return inFolder((sql) => sql(text.replaceAll(/\{([\w.]+)\}/g, (_, table: string) => path(table))));
}

const figure = (result: Result, name: string) => result.figures[name]!.value;
const titles = (result: Result) => result.sections.map(({ title }) => title).join('\n');
const words = (result: Result) => JSON.stringify(result.sections);

async function run(dir: string, asOf = AS_OF, language: 'ko' | 'en' = 'ko'): Promise<Result> {
  const { result, error } = await lab.run(dir, JOB, asOf, language);
  expect(error).toBeUndefined();
  return result!;
}

describe('payments with something planted in them', () => {
  let dir: string;
  let result: Result;
  beforeAll(async () => {
    dir = await lab.init('planted', JOB, AS_OF);
    result = await run(dir);
  }, 240_000);

  it('say that derived variables help, on customers that no variable was chosen by', () => {
    expect(figure(result, 'gain.finding')).toBe('higher');
    expect(figure(result, 'gain.low')).toBeGreaterThan(0.03);
    expect(figure(result, 'gain.lift_low')).toBeGreaterThan(0);
    expect(titles(result)).toContain('예측이 뚜렷이 나아졌습니다');
    expect(result.omitted).toEqual([]);
  });

  it('find the night and the falling spending, and nothing in the weekend', () => {
    expect(figure(result, 'best.ko')).toContain('밤 결제 비중');
    expect(figure(result, 'best.direction')).toBe('up');
    expect(figure(result, 'hypotheses.held')).toBe(3);
    expect(figure(result, 'hypotheses.opposite')).toBe(0);
    const table = result.sections.find(({ id }) => id === 'hypotheses')!;
    expect(JSON.stringify(table)).toMatch(/주말/);
  });

  it('drop what moved with the new way to pay and what has one value, and keep hundreds on one declaration', () => {
    expect(figure(result, 'moved.ko')).toContain('간편결제');
    expect(figure(result, 'made.unstable')).toBeGreaterThan(10);
    expect(figure(result, 'made.variables')).toBeGreaterThan(190);
    expect(Number(figure(result, 'made.kept')) + Number(figure(result, 'made.dropped'))).toBe(
      figure(result, 'made.screened'),
    );
    expect(words(result)).toContain('전화 승인');
  });

  it('hold bookings that know the outcome, and the variables of the month do not count them', async () => {
    const file = `read_csv(${quoteText(join(dir, 'data/payment_transactions.csv'))})`;
    const answers = `read_csv(${quoteText(join(dir, 'data/payment_outcomes.csv'))})`;
    const late = `SELECT DISTINCT customer_id, date_trunc('month', paid_at)::DATE AS base_month FROM ${file} WHERE merchant_id = 'M0099'`;
    const [leak] = await inFolder((sql) =>
      sql(`SELECT avg(outcome), count(*) FROM (${late}) JOIN ${answers} USING (customer_id, base_month)`),
    );
    expect(leak![0]).toBe(1);
    expect(leak![1]).toBeGreaterThan(500);
    const counted = `SELECT customer_id, date_trunc('month', paid_at)::DATE AS base_month, count(*) AS n, sum(amount) AS amount FROM ${file}
      WHERE recorded_on <= last_day(paid_at::DATE) GROUP BY ALL`;
    const [wrong] = await ask(
      `SELECT count(*), count(*) FILTER (f.count_1m <> coalesce(c.n, 0) OR f.amount_sum_1m <> coalesce(c.amount, 0))
       FROM {payment_features.features} f LEFT JOIN (${counted}) c USING (customer_id, base_month)`,
    );
    expect(wrong![0]).toBeGreaterThan(6000);
    expect(wrong![1]).toBe(0);
  });

  it('report the figures that the scores give', async () => {
    const area = (
      score: string,
    ) => `(SELECT sum(r) FILTER (outcome = 1) FROM (SELECT outcome, rank() OVER (ORDER BY ${score})
        + (count(*) OVER (PARTITION BY ${score}) - 1) / 2 AS r FROM {payment_scored}))`;
    const [row] = await ask(
      `WITH n AS (SELECT count(*) FILTER (outcome = 1) AS ones, count(*) FILTER (outcome = 0) AS zeros FROM {payment_scored})
       SELECT (${area('without_derived')} - ones * (ones + 1) / 2) / (ones * zeros), (${area('with_derived')} - ones * (ones + 1) / 2) / (ones * zeros), ones FROM n`,
    );
    expect(row![0]).toBeCloseTo(figure(result, 'gain.base_auroc') as number, 9);
    expect(row![1]).toBeCloseTo(figure(result, 'gain.auroc') as number, 9);
    expect(Number(row![2])).toBe(figure(result, 'gain.responders'));
    const [thirds] = await ask(
      `SELECT avg(outcome) FILTER (third = 'high') - avg(outcome) FILTER (third = 'low') FROM {payment_thirds} WHERE hypothesis = 'night'`,
    );
    const table = result.sections.find(({ id }) => id === 'hypotheses')!.blocks.find(({ id }) => id === 'tested');
    expect(JSON.stringify(table)).toContain(String((thirds![0] as number).toFixed(8)));
  });

  it('judge on other customers than they choose by, both models in the same folds', async () => {
    const [row] = await ask(
      `SELECT count(DISTINCT customer_id) FILTER (chosen_outcome IS NOT NULL AND customer_id IN (SELECT customer_id FROM {payment_scored})),
         count(DISTINCT base_month), (SELECT count(*) FROM {payment_scored}), count(judged_outcome) FROM {payment_base_cases}`,
    );
    expect(row!.map(Number)).toEqual([0, 7, Number(row![3]), Number(row![3])]);
  });

  it('give the same result again, and the same figures in English', async () => {
    expect((await run(dir)).id).toBe(result.id);
    const english = await run(dir, AS_OF, 'en');
    expect(titles(english)).toContain('Derived variables make the forecast reliably better');
    expect(figure(english, 'gain.difference')).toBe(figure(result, 'gain.difference'));
  }, 120_000);

  it('show on the dashboard what moved, what is missing and what the kept variables tell, in both languages', async () => {
    const project = await lab.open(dir);
    try {
      for (const language of ['ko', 'en'] as const) {
        const { blocks } = await project.dashboard('feature-health', language);
        expect(blocks.map(({ id }) => id)).toEqual(['headline', 'moved', 'missing', 'information', 'heat', 'kept']);
        expect(JSON.stringify(blocks)).not.toContain('"error"');
        expect(JSON.stringify(blocks)).toContain(language === 'ko' ? '밤 결제 비중' : 'Share of night payments');
      }
    } finally {
      await project.close();
    }
  }, 60_000);

  it('turn the sentences round when the outcome is turned round; dates in the future are left out and counted', async () => {
    const turned = await lab.init('turned', JOB, AS_OF);
    await rewrite(turned, 'payment_outcomes', 'SELECT * REPLACE (1 - outcome::INTEGER AS outcome) FROM rows');
    await rewrite(
      turned,
      'payment_transactions',
      `SELECT * REPLACE (CASE WHEN starts_with(paid_at, '2026-10-3') THEN replace(paid_at, '2026-10', '2027-10') ELSE paid_at END AS paid_at) FROM rows`,
    );
    const flipped = await run(turned);
    expect(figure(flipped, 'known.future')).toBeGreaterThan(50);
    expect(words(flipped)).toContain('기준일 뒤 날짜가 적힌 결제');
    expect(figure(flipped, 'hypotheses.opposite')).toBe(2);
    expect(titles(flipped)).toContain('반대로 나타났습니다');
    expect(figure(flipped, 'best.direction')).toBe('down');
  }, 240_000);
});

describe('payments with nothing planted in them', () => {
  it('bring no gain, hold no hypothesis, and move in nothing but the length of their history', async () => {
    const dir = await lab.init('null', JOB, AS_OF);
    for (const name of ['payment_outcomes', 'payment_transactions'])
      await rewrite(dir, name, `SELECT * FROM (${await generated(`${name}_null`)})`);
    const result = await run(dir);
    expect(figure(result, 'gain.finding')).not.toBe('higher');
    expect(figure(result, 'gain.is_not_better')).toBe(true);
    expect(titles(result)).toContain('파생변수를 더해도 예측이 나아졌다고 할 수 없습니다');
    expect(figure(result, 'hypotheses.held')).toBe(0);
    expect(figure(result, 'made.kept')).toBeLessThanOrEqual(3);
    expect(String(figure(result, 'moved.ko'))).not.toContain('간편결제');
  }, 240_000);

  it('keep their history when the as-of day moves on, as those with a plant do', async () => {
    for (const name of ['payment_transactions', 'payment_transactions_null', 'payment_outcomes', 'payment_public']) {
      const text = await readFile(join(DATASETS, `${name}.sql`), 'utf8');
      const known = {
        payment_outcomes: "base_month <= DATE '2026-05-31'",
        payment_public: "published_on <= DATE '2026-06-30'",
      }[name];
      const digest = (asOf: string) =>
        inFolder((sql) =>
          sql(
            `SELECT count(*), bit_xor(hash(r::VARCHAR))::VARCHAR FROM (${text.replaceAll('$as_of', quoteText(asOf))}) r WHERE ${known ?? "recorded_on <= DATE '2026-06-30'"}`,
          ),
        );
      expect(await digest(AS_OF), name).toEqual(await digest('2026-06-30'));
    }
  }, 60_000);
});

describe('bad input', () => {
  /** A project on 150 of the customers, which is made in no time. */
  async function small(name: string): Promise<string> {
    const dir = await lab.init(name, JOB, AS_OF);
    for (const source of ['payment_transactions', 'payment_customers', 'payment_outcomes'])
      await rewrite(dir, source, `SELECT * FROM rows WHERE customer_id <= 'P0150'`);
    return dir;
  }
  const refusal = async (dir: string) => (await lab.run(dir, JOB, AS_OF)).error;

  it('of one outcome only, or of none, ends in a sentence, and nothing is issued', async () => {
    const dir = await small('one-class');
    await rewrite(dir, 'payment_outcomes', 'SELECT * REPLACE (0 AS outcome) FROM rows');
    expect(await refusal(dir)).toMatchObject({
      code: 'response_model.one-class',
      message: expect.stringMatching(/"judged_outcome" is yes in 0 of \d+ rows/),
    });
    await rewrite(
      dir,
      'payment_outcomes',
      `SELECT * REPLACE (DATE '2020-01-01' + row_number() OVER ()::INTEGER AS base_month) FROM rows`,
    );
    expect(await refusal(dir)).toMatchObject({
      code: 'response_model.no-cases',
      message: 'No row of "payment_base_cases" has an outcome.',
    });
    await rewrite(dir, 'payment_outcomes', 'SELECT * FROM rows LIMIT 0');
    expect(await refusal(dir)).toMatchObject({ code: 'dataset.empty' });
  }, 120_000);

  it('of a customer twice is refused by the name of the column', async () => {
    const dir = await small('twice');
    await rewrite(dir, 'payment_customers', 'FROM rows UNION ALL (FROM rows LIMIT 1)');
    expect(JSON.stringify(await refusal(dir))).toMatch(/payment_customers.*customer_id/);
  }, 60_000);

  it('with a month that lacks its file stops at the gate', async () => {
    const dir = await small('empty-month');
    await rewrite(dir, 'payment_transactions', `SELECT * FROM rows WHERE NOT starts_with(paid_at, '2026-05')`);
    expect(await refusal(dir)).toMatchObject({ message: expect.stringContaining('한 건도 없는 달') });
  }, 120_000);
});

describe.skipIf(real === undefined)('real payments', () => {
  /** Puts a SELECT in the place of the CSV of a source. */
  async function replaceSource(dir: string, name: string, sql: string): Promise<void> {
    const file = join(dir, 'datasets', `${name}.yaml`);
    const { title } = lab.demo.datasets.get(name)!.spec;
    await writeFile(
      file,
      `title: ${JSON.stringify(title)}\n${name === 'payment_transactions' ? 'date_column: paid_at\n' : ''}`,
    );
    await writeFile(file.replace('.yaml', '.sql'), sql);
  }

  async function project(name: string, files: Record<string, string>): Promise<string> {
    const dir = await lab.init(name, JOB, AS_OF);
    await mkdir(join(dir, 'data'), { recursive: true });
    const features = join(dir, 'datasets/payment_features.yaml');
    await writeFile(features, (await readFile(features, 'utf8')).replace('last: 7', 'last: 3'));
    for (const [file, from] of Object.entries(files)) await copyFile(join(real!, from), join(dir, 'data', file));
    return dir;
  }

  it('of a shop with a target: recency, frequency and monetary against all that can be derived', async () => {
    const dir = await project('retail', {
      'shop.csv': 'retail_transactions_response/Retail_Data_Transactions.csv',
      'answers.csv': 'retail_transactions_response/Retail_Data_Response.csv',
    });
    await writeFile(
      join(dir, 'datasets/shop.yaml'),
      `title: Purchases\nfile: { path: data/shop.csv, date_format: '%d-%b-%y' }\ncolumns:\n  - { name: customer_id, type: VARCHAR }\n  - { name: trans_date, type: DATE }\n  - { name: tran_amount, type: 'DECIMAL(12,2)' }\n`,
    );
    await writeFile(
      join(dir, 'datasets/answers.yaml'),
      `title: Answers\nfile: { path: data/answers.csv }\ncolumns:\n  - { name: customer_id, type: VARCHAR }\n  - { name: response, type: INTEGER }\n`,
    );
    await replaceSource(
      dir,
      'payment_transactions',
      `SELECT customer_id, 'all' AS merchant_id, 'all' AS category, trans_date::TIMESTAMP AS paid_at, tran_amount AS amount, 'all' AS channel,
         trans_date AS recorded_on FROM shop`,
    );
    await replaceSource(
      dir,
      'payment_customers',
      `SELECT customer_id, 'all' AS region, (DATE '2015-03-31' - max(trans_date))::INTEGER AS recency, count(*) AS frequency, sum(tran_amount) AS monetary FROM shop GROUP BY customer_id`,
    );
    await replaceSource(
      dir,
      'payment_outcomes',
      `SELECT customer_id, DATE '2015-03-01' AS base_month, response AS outcome FROM answers`,
    );
    const model = join(dir, 'datasets/payment_base_model.yaml');
    await writeFile(
      model,
      `${await readFile(model, 'utf8')}`.replace(/learners:\n/, 'learners:\n    - { kind: linear }\n'),
    );
    const result = await run(dir, '2015-03-31');
    const [cases] = await ask(
      'SELECT count(*), avg(judged_outcome) FROM {payment_base_cases} WHERE judged_outcome IS NOT NULL',
    );
    expect(Number(cases![0])).toBeGreaterThan(3000);
    expect(cases![1]).toBeGreaterThan(0.08);
    expect(cases![1]).toBeLessThan(0.11);
    const area = figure(result, 'gain.base_auroc') as number;

    // Known from recency, frequency and monetary, over all customers: 0.725.
    expect(area).toBeGreaterThan(0.7);
    expect(area).toBeLessThan(0.75);
    expect(figure(result, 'gain.finding')).toBe('higher');
    expect(figure(result, 'made.variables')).toBeGreaterThan(190);
  }, 300_000);

  it('of purchasing cards without a target: what needs one is left out with a note', async () => {
    const dir = await project('cards', {
      'cards.csv': 'purchasing_cards_2010/purchasing_cards_2010.csv',
    });
    await writeFile(
      join(dir, 'datasets/cards.yaml'),
      `title: Purchases by card\nfile: { path: data/cards.csv }\ncolumns:\n  - { name: card_num, type: VARCHAR }\n  - { name: date, type: DATE }\n  - { name: merch_num, type: VARCHAR }\n  - { name: merch_state, type: VARCHAR }\n  - { name: trans_type, type: VARCHAR }\n  - { name: amount, type: 'DECIMAL(14,2)' }\n`,
    );
    await replaceSource(
      dir,
      'payment_transactions',
      `SELECT card_num AS customer_id, merch_num AS merchant_id, coalesce(merch_state, 'none') AS category, date::TIMESTAMP AS paid_at, amount,
         trans_type AS channel, date AS recorded_on FROM cards`,
    );
    await replaceSource(
      dir,
      'payment_customers',
      `SELECT DISTINCT card_num AS customer_id, 'all' AS region FROM cards WHERE card_num IS NOT NULL`,
    );
    await replaceSource(
      dir,
      'payment_outcomes',
      'SELECT NULL::VARCHAR AS customer_id, NULL::DATE AS base_month, NULL::INTEGER AS outcome WHERE false',
    );
    for (const name of [
      'payment_base_model',
      'payment_model',
      'payment_scored',
      'payment_gain',
      'payment_thirds',
      'payment_effects',
    ])
      for (const kind of ['yaml', 'sql']) await rm(join(dir, 'datasets', `${name}.${kind}`), { force: true });
    const result = await run(dir, '2010-12-31');
    expect(result.omitted.map(({ id }) => id)).toEqual(['summary', 'hypotheses', 'gain']);
    expect(result.sections.map(({ id }) => id)).toEqual(['inventory', 'made', 'screening', 'actions']);

    expect(figure(result, 'made.has_no_target')).toBe(true);
    expect(figure(result, 'made.kept')).toBeGreaterThan(20);
    expect(titles(result)).toContain('타깃 없이');
  }, 300_000);
});
