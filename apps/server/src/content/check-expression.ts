import type { Expression } from './project.js';

/** What is wrong with an expression, in words. */
export interface Problem {
  message: string;
  hint: string;
}

/** What keeps an expression from being the aggregate of a metric. */
export function aggregateProblem(parsed: Expression): Problem | undefined {
  const stray = strayProblem(parsed);
  if (stray) return stray;
  if (parsed.aggregates.length === 0)
    return {
      message: 'this is no aggregate',
      hint: 'write one over many rows: sum(amount), count(*), count(DISTINCT customer_id)',
    };
  const [loose] = parsed.loose;
  if (loose === undefined) return undefined;
  return { message: `the column "${loose}" stands outside an aggregate`, hint: `write sum(${loose}), max(${loose}) …` };
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
export function derivedProblem({ aggregates, columns }: Expression): Problem | undefined {
  if (aggregates.length > 0)
    return {
      message: `${aggregates[0]}() adds up rows, and a derived metric has none`,
      hint: 'write expression: for an aggregate',
    };
  if (columns.length > 0) return undefined;
  return { message: 'a derived metric names no metric', hint: 'compute it from others: revenue - cost' };
}

/** What keeps an expression from being a dimension. */
export function dimensionProblem(parsed: Expression): Problem | undefined {
  const other = parsed.parameters.find((name) => name !== 'language');
  if (other !== undefined) return { message: `a dimension cannot use $${other}`, hint: 'only $language is known here' };
  const stray = strayProblem({ ...parsed, parameters: [] });
  if (stray) return stray;
  if (parsed.aggregates.length === 0) return undefined;
  return { message: `${parsed.aggregates[0]}() adds up rows`, hint: 'a dimension is computed from one row' };
}

/** What no expression over the columns of one table may hold. */
export function strayProblem({ foreign, parameters, unrepeatable }: Expression): Problem | undefined {
  if (foreign.length > 0)
    return {
      message: `${foreign[0]} cannot stand here`,
      hint: 'use columns of the table only; prepare the rest in the SQL of a dataset',
    };
  if (parameters.length > 0)
    return {
      message: `a metric cannot use $${parameters[0]}`,
      hint: 'which time it is about is said where it is used',
    };
  if (unrepeatable.length === 0) return undefined;
  return {
    message: `${unrepeatable[0]} gives another answer each time`,
    hint: 'the same data must give the same figure',
  };
}
