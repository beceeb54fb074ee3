import type { FigureSpec, WrittenFigures } from '../content/spec/block.js';
import type { MetricQuery } from '../content/spec/metric.js';
import { compileMetricQuery } from './compile-metric-query.js';
import type { MetricContext } from './metric-plan.js';

/** A figure, whichever way it is written → its SQL, formats, and which column is which metric. */
export function compileFigure(
  {
    sql,
    metrics,
    from,
    formats = {},
    ...more
  }: Partial<MetricQuery> & Partial<Pick<WrittenFigures[string], 'sql' | 'formats'>>,
  context: MetricContext,
): FigureSpec {
  if (sql !== undefined || metrics === undefined || from === undefined) return { sql: sql ?? '', formats };
  const compiled = compileMetricQuery({ ...more, metrics, from }, context);
  const found = compiled.columns.flatMap(({ name, format }) => (format === undefined ? [] : [[name, format] as const]));
  const names = compiled.columns.flatMap(({ name, metric }) =>
    metric ? [[name, `${from}.${metric.name}`] as const] : [],
  );
  return {
    sql: compiled.sql,
    formats: { ...Object.fromEntries(found), ...formats },
    metrics: Object.fromEntries(names),
  };
}
