import type { Language } from '../../common/local-text.js';
import type { ChartSpec, ColumnSpec } from '../../content/spec/chart.js';
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
        ...named('mark', spec.mark),
        ...named('split', spec.split),
      ];
    case 'combo':
      return [role('x', spec.x), ...spec.y.map((y) => ({ ...y, role: 'y' as const })), ...named('mark', spec.mark)];
    case 'scatter': {
      const { x, y, size, group } = spec;
      const optional = [...(size ? [role('size', size)] : []), ...(group ? [role('group', group)] : [])];
      return [role('x', x), role('y', y), ...optional, ...named('label', spec.label), ...named('split', spec.split)];
    }
    case 'heatmap':
      return [role('x', spec.x), role('y', spec.y), role('value', spec.value)];
    case 'waterfall':
      return [role('x', spec.x), role('value', spec.value), ...named('total', spec.total)];
    case 'sankey':
      return [role('from', spec.from), role('to', spec.to), role('value', spec.value)];
    case 'box': {
      const five = (['low', 'q1', 'median', 'q3', 'high'] as const).map((name) => role(name, spec[name]));
      return [role('x', spec.x), ...five, ...named('n', spec.n)];
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
        ...named('mark', spec.mark),
      ];
    }
  }
}

/** `90% lower`: title of a column that bounds a band. */
export function bandTitle({ role: side, level = 0 }: RoleSpec, language: Language): string {
  const percent = `${Number((level * 100).toPrecision(6))}%`;
  if (language === 'ko') return `${percent} ${side === 'low' ? '하한' : '상한'}`;
  return `${percent} ${side === 'low' ? 'lower' : 'upper'}`;
}

function role(name: ChartRole, column: ColumnSpec): RoleSpec {
  return { ...column, role: name };
}

function named(name: ChartRole, column: string | undefined): RoleSpec[] {
  return column === undefined ? [] : [{ column, role: name }];
}
