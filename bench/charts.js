import * as echarts from 'echarts';
import { chartOption } from '../dist/server/blocks/charts/chart-option.js';
import { renderChart } from '../dist/server/blocks/charts/render-chart.js';
import { once } from './measure.js';

const settings = { language: 'ko', currency: 'KRW', color: '#1f4e79' };
const SIZE = { width: 640, height: 300 };

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
  const times = Math.max(20, Math.round(400 * scale));
  for (const [name, spec] of [
    ['bars', block('bar', 12, 1)],
    ['lines', block('line', 36, 3)],
  ]) {
    const option = chartOption(spec, settings, SIZE);
    const repeat = (work) => () => {
      for (let i = 0; i < times; i += 1) work();
    };
    await once(repeat(() => bare(option)));
    await once(repeat(() => renderChart(spec, settings, SIZE)));
    const theirs = await once(repeat(() => bare(option)));
    const ours = await once(repeat(() => renderChart(spec, settings, SIZE)));
    yield { vs: `ECharts SSR, ${times} ${name}`, goal: 1.1, ours, theirs, unit: 'ms' };
  }
}
