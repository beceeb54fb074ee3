import { isColor } from '../../common/color.js';
import type { ResolvedChart, Result } from '../result.js';
import { distinctOf, roleIndices } from './chart-columns.js';
import { seriesPalette } from './chart-palette.js';

/** Something that charts show in a colour of its own. */
interface Thing {
  /** Places of the charts that tell it from other things. */
  charts: Set<number>;
  /** Name of its column, and the texts by which rows call it. */
  names: Set<string>;
}

/**
 * Colour by name over all charts of a document, so that one thing keeps its colour from page to page: a series by its column, a group of
 * points and an end of a flow by its value. A value that is called as a column is titled is the same thing, in whatever language. What
 * stands in most charts comes first in the palette, of equals the first one met. A chart with one series is drawn in the brand colour,
 * unless its column has a colour from another chart.
 */
export function documentColors({ sections, brand }: Pick<Result, 'sections' | 'brand'>): Map<string, string> {
  const charts = sections.flatMap(({ blocks }) => blocks.filter((block) => block.kind === 'chart'));
  const palette = seriesPalette(brand.color, ...(isColor(brand.accent) ? [brand.accent] : []));
  const things = thingsOf(charts).toSorted((a, b) => b.charts.size - a.charts.size);
  const taken: { thing: Thing; color: string }[] = [];
  for (const thing of things) {
    const cost = (color: string): number => {
      const others = taken.filter((other) => other.color === color);
      const beside = others.filter((other) => [...thing.charts].some((chart) => other.thing.charts.has(chart)));
      return beside.length * things.length + others.length;
    };
    const costs = palette.map(cost);
    taken.push({ thing, color: palette[costs.indexOf(Math.min(...costs))] ?? brand.color });
  }
  return new Map(taken.flatMap(({ thing, color }) => [...thing.names].map((name) => [name, color])));
}

function thingsOf(charts: readonly ResolvedChart[]): Thing[] {
  const things = new Map<string, Thing>();
  const titles = new Map<string, string>();
  const add = (chart: number, key: string, names: string[]): void => {
    const thing = things.get(key) ?? { charts: new Set(), names: new Set() };
    thing.charts.add(chart);
    for (const name of names) thing.names.add(name);
    things.set(key, thing);
  };
  charts.forEach((chart, at) => {
    const series = seriesOf(chart);
    for (const { name, title } of series.length > 1 ? series : []) {
      titles.set(title, titles.get(title) ?? name);
      add(at, name, [name]);
    }
  });
  charts.forEach((chart, at) => {
    const values = valuesOf(chart);
    for (const value of values.length > 1 ? values : []) add(at, titles.get(value) ?? value, [value]);
  });
  return [...things.values()];
}

/** Columns of a chart that are drawn as series. */
function seriesOf(chart: ResolvedChart): { name: string; title: string }[] {
  if (['scatter', 'sankey', 'heatmap', 'swarm'].includes(chart.chart)) return [];
  return roleIndices(chart, 'y').flatMap((index) => chart.columns[index] ?? []);
}

/** Values of a chart that are told apart by colour. */
function valuesOf(chart: ResolvedChart): string[] {
  const roles = chart.chart === 'scatter' ? (['group'] as const) : (['from', 'to'] as const);
  const values = roles.flatMap((role) => distinctOf(chart, role)).map((value) => String(value ?? ''));
  return chart.chart === 'scatter' || chart.chart === 'sankey' ? [...new Set(values)] : [];
}
