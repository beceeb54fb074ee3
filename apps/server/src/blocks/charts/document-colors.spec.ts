import { describe, expect, it } from 'vitest';
import { contrastWithWhite, LEAST_CONTRAST_DRAWN } from '../../common/color.js';
import type { ChartColumn, ResolvedChart } from '../result.js';
import { LEAST_DISTANCE, seriesPalette } from './chart-palette.js';
import { colorDistance } from './color-distance.js';
import { documentColors } from './document-colors.js';

const BRANDS = ['#1f4e79', '#ffcc00', '#c8102e', '#00a651', '#6a1b9a', '#000000', '#ffffff', '#7f8a95'];

const column = (role: ChartColumn['role'], name: string, title = name): ChartColumn => ({
  name,
  title,
  format: role === 'y' ? 'number' : 'text',
  align: 'left',
  role,
});

function chart(kind: ResolvedChart['chart'], columns: ChartColumn[], rows: ResolvedChart['rows'] = []): ResolvedChart {
  return { id: 'c', kind: 'chart', chart: kind, reads: [], columns, rows };
}

const lines = (...names: [string, string][]) =>
  chart('line', [column('x', 'month'), ...names.map(([name, title]) => column('y', name, title))]);
const points = (...groups: string[]) =>
  chart(
    'scatter',
    [column('x', 'orders'), column('y', 'margin'), column('group', 'channel')],
    groups.map((group) => [1, 2, group]),
  );
const colors = (...blocks: ResolvedChart[]) =>
  documentColors({
    sections: [{ id: 's', title: 'S', label: 'S', blocks }],
    brand: { name: 'B', color: '#1f4e79' },
  });

describe('the colours of a document', () => {
  it('are one for a thing, whether it is a column or a value of a group', () => {
    const found = colors(lines(['web', 'Web'], ['app', 'App']), points('App', 'Store', 'Web'));
    expect(found.get('Web')).toBe(found.get('web'));
    expect(found.get('App')).toBe(found.get('app'));
    expect(new Set(found.values()).size).toBe(3);
  });

  it('are the same in both languages, though rows come in another order', () => {
    const ko = colors(lines(['store', '매장'], ['app', '앱']), points('매장', '앱'));
    const en = colors(lines(['store', 'Store'], ['app', 'App']), points('App', 'Store'));
    expect([ko.get('매장'), ko.get('앱')]).toEqual([en.get('Store'), en.get('App')]);
    expect([ko.get('store'), ko.get('app')]).toEqual([en.get('store'), en.get('app')]);
  });

  it('begin with the brand for what stands in most charts', () => {
    const found = colors(lines(['a', 'A'], ['b', 'B']), lines(['c', 'C'], ['b', 'B']));
    expect(found.get('b')).toBe('#1f4e79');
  });

  it('come again only when all are taken, and then not within one chart', () => {
    const many = Array.from({ length: 6 }, (_, index): [string, string] => [`n${index}`, `N${index}`]);
    const found = colors(lines(...many), lines(['x', 'X'], ['y', 'Y'], ['z', 'Z']));
    expect(new Set(many.map(([name]) => found.get(name))).size).toBe(6);
    expect(new Set(['x', 'y', 'z'].map((name) => found.get(name))).size).toBe(3);
  });

  it('leave a chart with one series in the brand colour', () => {
    expect(colors(lines(['a', 'A'])).size).toBe(0);
  });
});

describe('the palette', () => {
  it.each(BRANDS)('of %s can be seen on white and told apart by the colour-blind', (brand) => {
    const palette = seriesPalette(brand);
    expect(palette.length).toBeGreaterThanOrEqual(5);
    for (const [at, color] of palette.entries()) {
      expect(contrastWithWhite(color), color).toBeGreaterThanOrEqual(LEAST_CONTRAST_DRAWN);
      for (const other of palette.slice(at + 1)) {
        expect(colorDistance(color, other), `${color} ${other}`).toBeGreaterThanOrEqual(LEAST_DISTANCE);
      }
    }
  });

  it('has the second colour of the brand behind the first', () => {
    expect(seriesPalette('#1f4e79', '#c2698f').slice(0, 2)).toEqual(['#1f4e79', '#c2698f']);
  });

  it('measures 1 from black to white and 0 from a colour to itself', () => {
    expect(colorDistance('#000000', '#ffffff')).toBeCloseTo(1, 3);
    expect(colorDistance('#1f4e79', '#1f4e79')).toBe(0);
  });
});
