import type { Language, LocalText } from '../../common/local-text.js';
import type { ChartSpec } from '../../content/spec/chart.js';
import type { ColumnSpec } from '../../content/spec/chart-column.js';
import type { ChartColumn, ChartRole } from '../result.js';

/** A column of the query and what it stands for. */
export interface RoleSpec extends ColumnSpec, Pick<ChartColumn, 'role' | 'as' | 'axis' | 'level'> {}

/** The columns that a chart draws from, x (or from) first. */
export function chartRoles(spec: ChartSpec): RoleSpec[] {
  switch (spec.chart) {
    case 'bar':
    case 'line':
    case 'area':
      return [
        role('x', spec.x),
        ...spec.y.map((y) => role('y', y)),
        ...optional('mark', spec.mark),
        ...optional('split', spec.split),
      ];
    case 'combo':
      return [role('x', spec.x), ...spec.y.map((y) => ({ ...y, role: 'y' as const })), ...optional('mark', spec.mark)];
    case 'scatter':
    case 'curve':
      return pointRoles(spec);
    case 'swarm':
      return [role('x', spec.x), role('y', spec.y), ...optional('color', spec.color)];
    case 'heatmap':
      return [role('x', spec.x), role('y', spec.y), role('value', spec.value)];
    case 'waterfall':
      return [role('x', spec.x), role('value', spec.value), ...optional('total', spec.total)];
    case 'sankey':
      return [role('from', spec.from), role('to', spec.to), role('value', spec.value)];
    case 'box': {
      const five = (['low', 'q1', 'median', 'q3', 'high'] as const).map((name) => role(name, spec[name]));
      return [role('x', spec.x), ...five, ...optional('n', spec.n)];
    }
    case 'fan': {
      const bands = spec.bands
        .toSorted((a, b) => a.level - b.level)
        .flatMap(({ low, high, level }) => [
          { column: low, role: 'low' as const, level },
          { column: high, role: 'high' as const, level },
        ]);
      return [
        role('x', spec.x),
        role('y', spec.y),
        role('forecast', spec.forecast),
        ...bands,
        ...optional('mark', spec.mark),
      ];
    }
  }
}

/** The columns of charts whose axes are both scales of numbers. */
function pointRoles(spec: Extract<ChartSpec, { chart: 'scatter' | 'curve' }>): RoleSpec[] {
  if (spec.chart === 'scatter') {
    const { x, y, size, group, color, label, split } = spec;
    return [
      role('x', x),
      role('y', y),
      ...optional('size', size),
      ...optional('group', group),
      ...optional('color', color),
      ...optional('label', label),
      ...optional('split', split),
    ];
  }
  const { x, y, low, high, mark, split } = spec;
  return [
    role('x', x),
    ...y.map((each) => role('y', each)),
    ...optional('low', low),
    ...optional('high', high),
    ...optional('mark', mark),
    ...optional('split', split),
  ];
}

/** Titles of columns that only the drawing needs: nobody thinks of naming them, and the workbook shows them. */
export const ROLE_TITLES: Partial<Record<ChartRole, LocalText>> = {
  mark: { ko: '표시', en: 'Mark' },
  total: { ko: '합계 여부', en: 'Is a total' },
  low: { ko: '아래 끝', en: 'Lower end' },
  q1: { ko: '1사분위', en: 'First quartile' },
  median: { ko: '중앙값', en: 'Median' },
  q3: { ko: '3사분위', en: 'Third quartile' },
  high: { ko: '위 끝', en: 'Upper end' },
  color: { ko: '변수의 값', en: 'Value of the variable' },
};

/** `90% lower`: title of a column that bounds a band. */
export function bandTitle({ role: side, level = 0 }: RoleSpec, language: Language): string {
  const percent = `${Number((level * 100).toPrecision(6))}%`;
  if (language === 'ko') return `${percent} ${side === 'low' ? '하한' : '상한'}`;
  return `${percent} ${side === 'low' ? 'lower' : 'upper'}`;
}

function role(name: ChartRole, column: ColumnSpec): RoleSpec {
  return { ...column, role: name };
}

function optional(name: ChartRole, column: ColumnSpec | undefined): RoleSpec[] {
  return column === undefined ? [] : [role(name, column)];
}
