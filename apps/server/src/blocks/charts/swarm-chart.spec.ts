import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ChartLab, SAMPLES } from '../../../../../test/support/chart-lab.js';
import type { ResolvedChart } from '../result.js';
import { chartHeight } from './chart-option.js';
import { LEVELS, levelColor, NO_LEVEL } from './chart-palette.js';
import type { ChartSettings } from './chart-settings.js';
import { colorDistance } from './color-distance.js';
import { pointWords } from './point-words.js';
import { renderChart } from './render-chart.js';
import { swarmPoints } from './swarm-points.js';

let lab: ChartLab;
beforeAll(async () => {
  lab = await ChartLab.open();
});
afterAll(() => lab.close());

const settings: ChartSettings = { language: 'en', currency: 'KRW', color: '#1f4e79', width: 642 };
const svg = (chart: ResolvedChart) =>
  renderChart(chart, settings, { width: 642, height: chartHeight(chart, settings) });
const ask = (sql: string) => lab.resolve(`{ chart: swarm, x: a, y: g, color: c, sql: "${sql}" }`);
const many = (count: number) =>
  `select ((i * 7919) % 1000) / 1000.0 - 0.5 as a, if(i < 40, 'few', 'many') as g, (i % 11) / 10.0 as c from range(${count}) t(i) order by i`;

describe('a swarm', () => {
  it('stacks the points of a row so that none covers another, and each stands at its own x', async () => {
    const chart = (await ask(many(400))) as ResolvedChart;
    const { points, dot, extent } = swarmPoints(chart, 500);
    const placed = points.map(({ row, x, offset }) => ({
      row,
      at: ((x - extent.min) / (extent.max - extent.min)) * 500,
      offset,
    }));
    const covering = placed.flatMap((one, index) =>
      placed.slice(index + 1).filter((other) => {
        const apart = Math.hypot(other.at - one.at, other.offset - one.offset);
        return other.row === one.row && apart < dot - 1e-9;
      }),
    );
    expect(covering).toEqual([]);
  });

  it('draws the same picture of the same rows, without chance', async () => {
    const [first, second] = [await ask(many(400)), await ask(many(400))] as ResolvedChart[];
    expect(svg(first!)).toBe(svg(second!));
  });

  it('keeps 500 points of a row, evenly along x with both ends, and says so', async () => {
    const chart = (await ask(many(4040))) as ResolvedChart;
    expect(chart.points).toEqual({ shown: 540, of: 4040, without: 0, how: 'thinned' });
    expect(pointWords(chart, settings)).toBe('an even sample of 540 of 4,040 points');
    const xs = chart.rows.filter((row) => row[1] === 'many').map((row) => row[0] as number);
    expect([Math.min(...xs), Math.max(...xs)]).toEqual([-0.5, 0.499]);
    expect(xs.filter((x) => x < 0).length).toBeCloseTo(250, -1);
  });

  it('says in words which end of the scale is which, and what grey means', async () => {
    const drawing = svg(await lab.chart(SAMPLES['swarm']!));
    for (const word of ['low', 'high', '● no order', 'Value of the variable']) expect(drawing).toContain(`>${word}<`);
    expect(drawing).toContain(NO_LEVEL);
  });

  it('has a scale whose ends and middle the colour-blind tell apart', () => {
    const [low, middle, high] = LEVELS;
    for (const [one, other] of [
      [low, middle],
      [middle, high],
      [low, high],
      [low, NO_LEVEL],
      [high, NO_LEVEL],
    ] as const)
      expect(colorDistance(one, other), `${one} ${other}`).toBeGreaterThan(0.15);
    expect([levelColor(0), levelColor(0.5), levelColor(1), levelColor(null)]).toEqual([low, middle, high, NO_LEVEL]);
  });
});

describe('a swarm refuses', () => {
  it.each([
    ['a place that is text', "select 'x' as a, 'p' as g, 1 as c", 'chart.not-a-number'],
    ['a level outside 0 to 1', "select 1 as a, 'p' as g, 1.5 as c", 'chart.no-level'],
    ['more than twelve rows', 'select i as a, i as g, 1 as c from range(13) t(i) order by i', 'chart.too-many'],
    ['rows without any number', "select null::double as a, 'p' as g, 1 as c", 'block.empty'],
  ])('%s', async (_, sql, code) => {
    expect(await ask(sql)).toMatchObject({ kind: 'error', code });
  });
});
