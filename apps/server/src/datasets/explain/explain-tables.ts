import type { Condition } from '../../analytics/explain/perturb-row.js';
import type { ColumnEffect } from '../../analytics/models/explain-columns.js';
import type { ComputedRow } from '../write-computed.js';
import { branchOf, isLinear } from './explain-branches.js';
import { titleCells } from '../models/title-columns.js';
import { rawOf, type Explained } from './explained.js';
import { stepRows } from './row-steps.js';
import { placeRows, valueOf } from './row-values.js';

/** Rows of all tables of an explanation, in the order in which they are written; the key is the number of an explained row, `shown` how many columns a row's way to its score names. */
export function explainTables(explained: Explained, shown: number): Record<string, ComputedRow[]> {
  const { importance, effects, fits, scores, base, key, model } = explained;
  const titlesOf = (name: string) => titleCells(explained.titles.get(name)!);
  return {
    importance: importance.map(({ name, mean, share }, i) => ({
      rank: i + 1,
      feature: name,
      mean_contribution: mean,
      share,
      ...titlesOf(name),
    })),
    rows: Array.from(scores, (score, row) => ({ [key]: row, score, raw: rawOf(explained, row), base })),
    contributions: contributionRows(explained),
    branches: effects.map((effect, i) => ({
      rank: i + 1,
      feature: effect.name,
      ...titlesOf(effect.name),
      ...branchOf(model, effect),
    })),
    effects: effects.flatMap(({ name, dependence }) =>
      dependence.mean.map(({ at, value }, point) => ({
        feature: name,
        point: point + 1,
        level: typeof at === 'string' ? at : null,
        number: typeof at === 'number' ? at : null,
        mean: value,
      })),
    ),
    curves: curveRows(explained),
    linearity: linearityRows(effects),
    words: effects.flatMap(({ name, words }) => (words ? [{ feature: name, ...titlesOf(name), ...words }] : [])),
    steps: fits.flatMap(({ row }) => stepRows(explained, row, shown)),
    local: localRows(explained),
  };
}

function contributionRows({ table, contributions, key }: Explained): ComputedRow[] {
  const width = table.features.length;
  const places = table.features.map(placeRows);
  return Array.from({ length: table.rows }, (_, row) =>
    table.features.map((feature, column) => ({
      [key]: row,
      feature: feature.name,
      ...valueOf(feature, row),
      level: places[column]?.[row],
      contribution: contributions[row * width + column]!,
    })),
  ).flat();
}

function curveRows({ effects, key }: Explained): ComputedRow[] {
  return effects.flatMap(({ name, dependence }) =>
    dependence.rows.flatMap(({ row, values }) =>
      Array.from(values, (value, point) => {
        const { at } = dependence.mean[point]!;
        return { feature: name, [key]: row, point: point + 1, number: typeof at === 'number' ? at : null, value };
      }),
    ),
  );
}

function localRows({ fits, key }: Explained): ComputedRow[] {
  return fits.flatMap(({ row, fit }) =>
    fit.terms.map(({ name, condition, weight }, i) => ({
      [key]: row,
      rank: i + 1,
      condition: conditionText(name, condition),
      weight,
      predicted: fit.predicted,
      fitted: fit.fitted,
      r2: fit.r2,
    })),
  );
}

/** `tenure > 3 and <= 9`, `city = Seoul`: the same signs in every language. */
function conditionText(name: string, condition: Condition): string {
  const short = (value: number) => String(Number(value.toPrecision(6)));
  switch (condition.kind) {
    case 'level':
      return `${name} = ${condition.level}`;
    case 'missing':
      return `${name} = ?`;
    case 'value':
      return `${name} ≈ ${short(condition.value)}`;
    case 'range': {
      const { above, upTo } = condition;
      const parts = [...(above === null ? [] : [`> ${short(above)}`]), ...(upTo === null ? [] : [`≤ ${short(upTo)}`])];
      return `${name} ${parts.join(', ')}`;
    }
  }
}

function linearityRows(effects: readonly ColumnEffect[]): ComputedRow[] {
  return effects.flatMap(({ name, linearity, shape }) => {
    if (linearity === null) return [];
    const { n, slope, p, unexplained, missed } = linearity;
    return [
      { feature: name, rows: n, slope, p_value: p, unexplained, missed, shape, is_linear: isLinear({ linearity }) },
    ];
  });
}
