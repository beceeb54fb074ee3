import { describe, expect, it } from 'vitest';
import { parseSpec } from '../parse-spec.js';
import { dashboard } from './dashboard.js';

/** Diagnostics of a chart written in one line, which begins in column 5 of line 3. */
function mistakes(chart: string): string[] {
  const text = `title: T\nblocks:\n  - { id: a, kind: chart, sql: select 1, ${chart} }\n`;
  const { diagnostics } = parseSpec('dashboard', dashboard, { name: 'd', file: 'd.yaml', text });
  return diagnostics.map(({ line, message, hint }) => `${line}: ${message}${hint ? ` | ${hint}` : ''}`);
}

describe('a chart', () => {
  it('takes a column by its name or with title and format', () => {
    expect(mistakes('chart: bar, x: month, y: [sales]')).toEqual([]);
    expect(mistakes('chart: bar, x: { column: month, format: month }, y: [{ column: sales, title: Sales }]')).toEqual(
      [],
    );
  });

  it.each([
    ['chart: pie, x: a, y: [b]', '3: "chart" is "pie" | use one of bar, line, area'],
    ['chart: heatmap, x: a, y: b', '3: "value" is missing in blocks[0] | add value:'],
    ['chart: line, x: a, y: [b], horizontal: true', '3: unknown key "horizontal" in blocks[0]'],
    ['chart: bar, x: a, y: [b], stacked: shares', '3: "stacked"'],
    ['chart: bar, x: { colum: a }, y: [b]', '3: unknown key "colum" in blocks[0].x | did you mean "column"?'],
    ['chart: bar, x: Month, y: [b]', '3: "x" is "Month" | use lower-case letters, digits and _'],
    ['chart: bar, x: a, y: []', '3: "y" must have at least 1 entry'],
    ['chart: combo, x: a, y: [{ column: b, as: bars }, { column: c }]', '3: "as" is "bars" | did you mean "bar"?'],
    ['chart: fan, x: a, y: b, forecast: c, bands: [{ low: d, high: e, level: 90 }]', '3: "level" must be'],
    [
      'chart: scatter, x: a, y: b, size: c, large: bin',
      '3: "large" is "bin" | a circle that counts points has no size',
    ],
  ])('with a mistake is told where and what: %s', (chart, expected) => {
    expect(mistakes(chart).join('\n')).toContain(expected);
  });
});
