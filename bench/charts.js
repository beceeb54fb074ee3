import { createRequire } from 'node:module';
import { chartOption } from '../dist/server/blocks/charts/chart-option.js';
import { renderChart } from '../dist/server/blocks/charts/render-chart.js';
import { inTurns } from './measure.js';

/** A copy of its own: ours tells its ECharts how wide Hangul is. */
const echarts = createRequire(import.meta.url)('echarts/dist/echarts.js');
const SIZE = { width: 640, height: 300 };
const settings = { language: 'ko', currency: 'KRW', color: '#1f4e79', width: SIZE.width };

const column = (name, format, role) => ({ name, title: name, format, align: 'right', role });
const block = (chart, points, series) => ({
  id: chart,
  kind: 'chart',
  chart,
  reads: [],
  columns: [column('x', 'text', 'x'), ...Array.from({ length: series }, (_, s) => column(`s${s}`, 'number', 'y'))],
  rows: Array.from({ length: points }, (_point, i) => [
    `${i + 1}`,
    ...Array.from({ length: series }, (_, s) => ((i * 37 + s * 11) % 100) + 1),
  ]),
});

function bare(option) {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, ...SIZE });
  chart.setOption(option);
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

/** Bars and lines to SVG: our option, drawing and stable ids, against ECharts alone with the same option. */
export async function* run({ scale }) {
  const times = Math.max(50, Math.round(400 * scale));
  for (const [name, spec] of [
    ['bars', block('bar', 12, 1)],
    ['lines', block('line', 36, 3)],
  ]) {
    const option = chartOption(spec, settings);
    const works = [() => renderChart(spec, settings, SIZE), () => bare(option)];
    const [ours, theirs] = await inTurns(works, times);
    yield { vs: `ECharts SSR, ${name}, median of ${times}`, goal: 1.1, ours, theirs, unit: 'ms' };
  }
}
