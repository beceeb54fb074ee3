import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Result } from '../../apps/server/src/blocks/result.js';
import { CaseLab, type OpenCase } from '../support/case-lab.js';
import { realData } from '../support/dataset-lab.js';

const AS_OF = '2026-10-31';
const MONTHS = Array.from({ length: 22 }, (_, i) => new Date(Date.UTC(2025, i, 1)).toISOString().slice(0, 7));
const HEAD = 'order_id,customer_id,ordered_on,amount,channel';

/** Days of a month on which a kind of customer buys, and what each time. */
const KINDS = [
  { days: [5, 12, 20, 28], amount: 1000 },
  { days: [8, 22], amount: 500 },
  { days: [15], amount: 300 },
  { days: [10], amount: 100 },
  { days: [10], amount: 100 },
];

/** Months in which thirty of the hundred best customers do not buy. */
type Silence = readonly string[];

/** A small shop: 500 customers, a hundred of each kind, who buy in the same way each month. */
function purchases(silent: Silence = [], months = MONTHS): string[] {
  const rows: string[] = [];
  for (let n = 0; n < 500; n++) {
    const kind = n % KINDS.length;
    const { days, amount } = KINDS[kind]!;
    months.forEach((month, i) => {
      if (kind > 2 && (n + i) % 4 !== 0) return;
      if (kind === 0 && n < 150 && silent.includes(month)) return;
      for (const day of days) {
        const date = `${month}-${String(day).padStart(2, '0')}`;
        rows.push(`O${n}-${date},C${n},${date},${amount + (n % 7)},매장`);
      }
    });
  }
  return rows;
}

function customers(): string {
  const rows = Array.from({ length: 500 }, (_, n) => {
    const place = n < 150 ? '부산,Busan' : '서울,Seoul';
    return `C${n},고객 ${n},2020-01-01,${place},매장,store`;
  });
  return ['customer_id,name,joined_on,region,region_en,channel,channel_en', ...rows, ''].join('\n');
}

const figureOf = (result: Result | undefined, name: string) => result?.figures[name]?.value;
const textOf = (result: Result | undefined, block: string): string =>
  result?.sections
    .flatMap(({ blocks }) => blocks)
    .flatMap((each) => (each.id === block && each.kind === 'text' ? [each.text] : []))
    .join() ?? '';
const titleOf = (result: Result | undefined, section: string) =>
  result?.sections.find(({ id }) => id === section)?.title;

describe('the grade report on a small shop', () => {
  let lab: CaseLab;
  let dir: string;
  let shop: OpenCase;
  beforeAll(async () => {
    lab = await CaseLab.create();
    dir = await lab.init('shop', 'rfm-grades', '2024-02-29');
    await writeFile(join(dir, 'data/customers.csv'), customers());
    await stock(dir, purchases());
    shop = await lab.open(dir);
  });
  afterAll(async () => {
    await shop.close();
    await lab.close();
  });

  const stock = (folder: string, rows: string[]) =>
    writeFile(join(folder, 'data/orders.csv'), [HEAD, ...rows, ''].join('\n'));
  const report = async (rows: string[], language: 'ko' | 'en' = 'ko') => {
    await stock(dir, rows);
    return shop.run('rfm-grades', AS_OF, language);
  };

  it('claims nothing where nothing changes, and says that a better grade buys more', async () => {
    const { result, error } = await report(purchases());
    expect(error).toBeUndefined();
    expect(figureOf(result, 'best.total')).toBe(500);
    expect(figureOf(result, 'best.customers')).toBe(100);
    expect(figureOf(result, 'best.verdict')).toBe('same');
    expect(titleOf(result, 'summary')).toBe('우량 고객 비중에 뚜렷한 변화가 없습니다');
    expect(figureOf(result, 'alert.state')).toBe('calm');
    expect(textOf(result, 'alert_text')).toMatch(/^경보는 없습니다/);
    expect(figureOf(result, 'place.found')).toBe(0);
    expect(figureOf(result, 'link.verdict')).toBe('up');
    // 100 best buy for 1000 to 1006 four times.
    expect(figureOf(result, 'worth.per_best')).toBeCloseTo(4012, -1);
    expect(textOf(result, 'grade_rule')).toContain('음수·0 금액, 기준일 뒤 날짜, 겹치는 줄은 없습니다');
  });

  it('says that the share fell, raises the alert, and names measure and place, in both languages', async () => {
    const rows = purchases(['2026-10']);
    const { result, error } = await report(rows);
    expect(error).toBeUndefined();
    expect(titleOf(result, 'summary')).toBe('우량 고객 비중이 한 달 새 6.00%p 줄었습니다');
    expect(figureOf(result, 'best.left_count')).toBe(30);
    expect(figureOf(result, 'why.main_reason')).toBe('recency');
    expect(figureOf(result, 'alert.state')).toBe('alert');
    expect(figureOf(result, 'alert.change')).toBeCloseTo(-0.06, 10);
    expect(textOf(result, 'finding')).toContain('경보: 2026년 7월 말보다 6.00%p 줄어 정해 둔 선(1.0%p)을 넘었습니다');
    expect(figureOf(result, 'place.found')).toBe(1);
    const english = await report(rows, 'en');
    expect(titleOf(english.result, 'summary')).toBe('The share of best customers fell by 6.00 pp in a month');
    expect(textOf(english.result, 'alert_text')).toMatch(/^Alert: from 20\.0% at the end of Jul 2026 to 14\.0%/);
  });

  it('says that it rose where the same customers come back', async () => {
    const { result, error } = await report(purchases(['2026-09']));
    expect(error).toBeUndefined();
    expect(titleOf(result, 'summary')).toBe('우량 고객 비중이 한 달 새 6.00%p 늘었습니다');
    expect(figureOf(result, 'best.entered')).toBe(30);
    expect(figureOf(result, 'alert.state')).toBe('calm');
  });

  it('counts returns, nothing, repeats and what is yet to come as documented, with a note', async () => {
    const odd = [
      'R1,C7,2026-10-02,-300,매장',
      'R2,C7,2026-10-03,0,매장',
      'R3,C7,2026-10-03,0,매장',
      'R4,C9,2026-12-24,500,매장',
    ];
    const { result, error } = await report([...purchases(), ...odd]);
    expect(error).toBeUndefined();
    const note = textOf(result, 'grade_rule');
    expect(note).toContain('금액이 0보다 작은 1건(반품 등)은 그대로 빼고 횟수에는 넣었습니다');
    expect(note).toContain('금액이 0인 2건도 구매로 셌습니다');
    expect(note).toContain('기준일 뒤 날짜의 1건은 세지 않았습니다');
    expect(note).toContain('모두 같은 줄이 1건 더 있으며');
    expect(figureOf(result, 'best.total')).toBe(500);
  });

  it('sends nothing where a month has no purchases, and says which', async () => {
    const { result, error } = await report(purchases().filter((row) => !row.includes(',2026-05-')));
    expect(result).toBeUndefined();
    expect(error).toMatchObject({ code: 'gate.refused' });
    expect(JSON.stringify(error)).toContain('구매가 한 건도 없는 달이 있습니다');
    expect(JSON.stringify(error)).toContain('2026-05-31');
  });

  it('sends nothing where an order number comes twice, or an amount is missing or no number', async () => {
    const twice = await report([...purchases(), 'O0-2026-10-05,C0,2026-10-05,1,매장']);
    expect(twice.error).toMatchObject({ code: 'dataset.test-failed' });
    const missing = await report([...purchases(), 'X1,C0,2026-10-05,,매장']);
    expect(missing.error).toMatchObject({ code: 'dataset.test-failed' });
    const word = await report([...purchases(), 'X1,C0,2026-10-05,many,매장']);
    expect(word.error).toMatchObject({ code: 'dataset.tolerance-exceeded' });
  });

  it('has no breaks for customers who are all new, and says so', async () => {
    const { result, error } = await report(purchases([], ['2026-10']));
    expect(result).toBeUndefined();
    expect(error).toMatchObject({ code: 'rfm.no-breaks' });
    expect(error!.message).toContain('No one had bought by 2025-12-31');
  });

  describe('with breaks fitted anew this month', () => {
    let other: string;
    let refitted: OpenCase;
    beforeAll(async () => {
      other = await lab.init('refitted', 'rfm-grades', '2024-02-29');
      const grades = join(other, 'datasets/customer_grades.yaml');
      const text = await readFile(grades, 'utf8');
      await writeFile(grades, text.replace("['2025-12-31']", "['2025-12-31', '2026-10-31']"));
      await rm(join(other, 'datasets/customers.yaml'));
      refitted = await lab.open(other);
    });
    afterAll(() => refitted.close());

    it('compares no months across it', async () => {
      await stock(other, purchases(['2026-10']));
      const { result, error } = await refitted.run('rfm-grades', AS_OF);
      expect(error).toBeUndefined();
      expect(figureOf(result, 'best.verdict')).toBe('refitted');
      expect(titleOf(result, 'summary')).toMatch(/^기준값을 다시 정한 달의 우량 고객 비중은/);
      expect(figureOf(result, 'alert.state')).toBe('refitted');
      expect(figureOf(result, 'long.verdict')).toBe('none');
      const trend = result!.sections[1]!.blocks.find(({ id }) => id === 'share_trend');
      expect(trend).toMatchObject({ kind: 'chart' });
      expect((trend as { rows: unknown[][] }).rows.at(-1)).toContain('기준값 설정');
    });

    it('leaves out what needs the customer table, with a note', async () => {
      await stock(other, purchases());
      const { result, error } = await refitted.run('rfm-grades', AS_OF);
      expect(error).toBeUndefined();
      expect(result!.omitted.map(({ id }) => id)).toEqual(['where', 'who']);
    });

    it('tells the first share of customers who are all new', async () => {
      await stock(other, purchases([], ['2026-10']));
      const settings = join(other, 'datasets/customer_grades.yaml');
      await writeFile(settings, (await readFile(settings, 'utf8')).replace("'2025-12-31', ", ''));
      const { result, error } = await lab.run(other, 'rfm-grades', AS_OF);
      expect(error).toBeUndefined();
      expect(titleOf(result, 'summary')).toMatch(/^이달 우량 고객 비중은/);
      expect(figureOf(result, 'alert.state')).toBe('first');
      expect(textOf(result, 'alert_text')).toBe('견줄 만큼 앞선 달이 없어 경보를 판정하지 않습니다.');
    });
  });

  const real = realData();
  it.skipIf(real === undefined)('grades the 23,570 customers of CDNOW by the mapping on its page', async () => {
    const cdnow = await lab.init('cdnow', 'rfm-grades', '2024-02-29');
    const page = await readFile(join(cdnow, 'docs/cases/rfm-grades.md'), 'utf8');
    await writeFile(join(cdnow, 'datasets/orders.yaml'), /```yaml\n(title: CDNOW[\s\S]*?)```/.exec(page)![1]!);
    await copyFile(join(real!, 'cdnow/CDNOW_master.txt'), join(cdnow, 'data/CDNOW_master.txt'));
    await rm(join(cdnow, 'datasets/customers.yaml'));
    await rm(join(cdnow, 'dashboards/sales-overview.yaml'));
    const grades = join(cdnow, 'datasets/customer_grades.yaml');
    await writeFile(grades, (await readFile(grades, 'utf8')).replace('2025-12-31', '1997-06-30'));
    const { result, error } = await lab.run(cdnow, 'rfm-grades', '1998-06-30');
    expect(error).toBeUndefined();
    expect(figureOf(result, 'best.total')).toBe(23_570);
    expect(result!.inputs.find(({ dataset }) => dataset === 'orders')!.tables).toEqual([
      { name: 'orders', rows: 69_659 },
    ]);
    expect(figureOf(result, 'link.verdict')).toBe('up');
    expect(figureOf(result, 'worth.verdict')).toBe('more');
    expect(Number(figureOf(result, 'oddities.repeated'))).toBeGreaterThan(0);
  });
});
