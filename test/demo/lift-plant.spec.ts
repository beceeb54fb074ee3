import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WrittenReport } from '../../apps/server/src/content/spec/report.js';
import { figure, readReport } from './demo-content.js';
import { DemoDatabase } from './demo-database.js';

const RESPONSE = [62, 40, 30, 24.5, 20, 18.5, 15, 11.5, 8.5, 6];
const MARGIN_PER_COST = [17.4, 12, 9.5, 8, 7, 6.5, 5.5, 5, 5, 5];

const GRADES = `
  with graded as (
    select *, ((row_number() over (order by score desc, customer_id) - 1) * 10 // count(*) over ())::integer + 1 as grade
    from campaign_scores
  )
  select
    grade,
    count(*)::integer as customers,
    100 * sum(responded) / count(*) as response,
    (sum(margin) / sum(responded) / (sum(cost) / count(*)))::double as margin_per_cost
  from graded
  group by grade
  order by grade`;

describe('the demo campaign', () => {
  let database: DemoDatabase;
  let spec: WrittenReport;
  beforeAll(async () => {
    spec = readReport('response-lift');
    database = await DemoDatabase.open('2026-10-31');
    await database.load('campaign_scores');
  });
  afterAll(() => database.close());

  it('responds by grade as planned, within 3 %, ties at the third border included', async () => {
    const grades = await database.rows(GRADES);
    expect(grades).toHaveLength(10);
    for (const [index, row] of grades.entries()) {
      expect(row['customers']).toBe(5000);
      expect(Math.abs(Number(row['response']) / RESPONSE[index]! - 1)).toBeLessThan(0.03);
      expect(Math.abs(Number(row['margin_per_cost']) / MARGIN_PER_COST[index]! - 1)).toBeLessThan(0.03);
    }
    const [tied] = await database.rows(
      `select max(n)::integer as n from (select count(*) as n from campaign_scores group by score)`,
    );
    expect(tied!['n']).toBe(40);
  });

  it('has a base response of 23.6 %, 32.5 % in the top six, and the difference is reliable', async () => {
    const response = await figure(database, spec, 'response');
    expect(response['rate']).toBeCloseTo(0.236, 4);
    expect(response['top_rate']).toBeCloseTo(0.325, 4);
    expect(response['rest_rate']).toBeCloseTo(0.1025, 4);
    expect(response['verdict']).toBe('more');
  });

  it('earns most after grade 6, from a base efficiency of 151', async () => {
    const profit = await figure(database, spec, 'profit');
    expect(profit['grade']).toBe(6);
    expect(profit['verdict']).toBe('stop');
    expect(Math.round(Number(profit['base_efficiency']))).toBe(151);
    expect(profit['gain']).toBe(Number(profit['at_best']) - Number(profit['at_all']));
  });

  it('says that high scores respond less when the score is upside down', async () => {
    const turned = await DemoDatabase.open('2026-10-31');
    await turned.load('campaign_scores');
    await turned.run('update campaign_scores set score = 1 - score');
    expect((await figure(turned, spec, 'response'))['verdict']).toBe('less');
    turned.close();
  });
});

describe('the null campaign', () => {
  it('responds as often, and the score is not said to find anybody', async () => {
    const spec = readReport('response-lift');
    const database = await DemoDatabase.open('2026-10-31');
    await database.load('campaign_scores_null');
    await database.run('create view campaign_scores as from campaign_scores_null');
    const response = await figure(database, spec, 'response');
    expect(response['rate']).toBeCloseTo(0.236, 4);
    expect(response['verdict']).toBe('same');
    expect((await figure(database, spec, 'profit'))['verdict']).not.toBe('loss');
    database.close();
  });
});
