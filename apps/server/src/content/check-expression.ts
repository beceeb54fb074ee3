import type { Expression } from './project.js';

/** What is wrong with an expression, in words. */
export interface Problem {
  message: string;
  hint: string;
}

/** What keeps an expression from being the aggregate of a metric. */
export function aggregateProblems(parsed: Expression): Problem[] {
  const strays = strayProblems(parsed);
  if (parsed.foreign.length > 0) return strays;
  if (parsed.aggregates.length === 0) {
    const hint = 'write one over many rows: sum(amount), count(*), count(DISTINCT customer_id)';
    return [...strays, { message: 'this is no aggregate', hint }];
  }
  const loose = parsed.loose.map((column) => ({
    message: `the column "${column}" stands outside an aggregate`,
    hint: `write sum(${column}), max(${column}) …`,
  }));
  return [...strays, ...loose];
}

/** What keeps an aggregate from taking a condition. */
export function filterProblem(parsed: Expression): Problem | undefined {
  if (parsed.isOneAggregate) return undefined;
  return {
    message: 'where: goes with a single aggregate',
    hint: 'write FILTER (WHERE …) behind each aggregate of the expression instead',
  };
}

/** What keeps an expression from being one over other metrics. */
export function derivedProblems(parsed: Expression): Problem[] {
  const { aggregates, columns, foreign } = parsed;
  const strays = strayProblems(parsed);
  if (aggregates.length > 0) {
    const message = `${aggregates[0]}() adds up rows, and a derived metric has none`;
    return [...strays, { message, hint: 'write expression: for an aggregate' }];
  }
  if (columns.length > 0 || foreign.length > 0) return strays;
  const hint = 'compute it from others: revenue - cost';
  return [...strays, { message: 'a derived metric names no metric', hint }];
}

/** What keeps an expression from being a dimension. */
export function dimensionProblems(parsed: Expression): Problem[] {
  const others = parsed.parameters.filter((name) => name !== 'language');
  return [
    ...others.map((name) => ({ message: `a dimension cannot use $${name}`, hint: 'only $language is known here' })),
    ...strayProblems({ ...parsed, parameters: [] }),
    ...parsed.aggregates.map((name) => ({
      message: `${name}() adds up rows`,
      hint: 'a dimension is computed from one row',
    })),
  ];
}

/** What no expression over the columns of one table may hold. */
export function strayProblems({ foreign, parameters, unrepeatable }: Expression): Problem[] {
  return [
    ...foreign.slice(0, 1).map((what) => ({
      message: `${what} cannot stand here`,
      hint: 'use columns of the table only; prepare the rest in the SQL of a dataset',
    })),
    ...parameters.map((name) => ({
      message: `a metric cannot use $${name}`,
      hint: 'which time it is about is said where it is used',
    })),
    ...unrepeatable.map((name) => ({
      message: `${name} gives another answer each time`,
      hint: 'the same data must give the same figure',
    })),
  ];
}
