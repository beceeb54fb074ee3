import type { Condition } from '../../analytics/explain/perturb-row.js';
import type { ColumnEffect } from '../../analytics/models/explain-columns.js';
import type { TableColumn } from '../../engine/table-columns.js';
import { rawOf, type Cell, type Explained } from './explained.js';
import { placeRows, valueOf } from './row-values.js';
import { stepRows } from './row-steps.js';

/** A straight line that misses less than this share of what a column explains is straight enough. */
const LINEAR_MISSED = 0.1;
const LEVEL = 0.05;

type Columns = Record<string, TableColumn['type']>;

/** Rows as columns, with `place` for their order. */
function tableOf(columns: Columns, rows: readonly Cell[][]): TableColumn[] {
  const places: TableColumn = { name: 'place', type: 'INTEGER', values: rows.map((_, place) => place) };
  return [
    places,
    ...Object.entries(columns).map(([name, type], i) => ({ name, type, values: rows.map((row) => row[i] ?? null) })),
  ];
}

/** All tables of an explanation; `_row` is the number of an explained row, `shown` how many columns a row's way to its score names. */
export function explainTables(explained: Explained, shown: number): Record<string, TableColumn[]> {
  const { importance, effects, fits, scores, base } = explained;
  return {
    importance: tableOf(
      { rank: 'INTEGER', feature: 'VARCHAR', mean_contribution: 'DOUBLE', share: 'DOUBLE' },
      importance.map(({ name, mean, share }, i) => [i + 1, name, mean, share]),
    ),
    rows: tableOf(
      { _row: 'INTEGER', score: 'DOUBLE', raw: 'DOUBLE', base: 'DOUBLE' },
      [...scores.keys()].map((row) => [row, scores[row], rawOf(explained, row), base]),
    ),
    contributions: contributionTable(explained),
    effects: tableOf(
      { feature: 'VARCHAR', point: 'INTEGER', level: 'VARCHAR', number: 'DOUBLE', mean: 'DOUBLE' },
      effects.flatMap(({ name, dependence }) =>
        dependence.mean.map(({ at, value }, point): Cell[] => [name, point + 1, ...levelAndNumber(at), value]),
      ),
    ),
    curves: tableOf(
      { feature: 'VARCHAR', _row: 'INTEGER', point: 'INTEGER', number: 'DOUBLE', value: 'DOUBLE' },
      effects.flatMap(({ name, dependence }) =>
        dependence.rows.flatMap(({ row, values }) =>
          [...values].map((value, point): Cell[] => {
            const { at } = dependence.mean[point]!;
            return [name, row, point + 1, typeof at === 'number' ? at : null, value];
          }),
        ),
      ),
    ),
    linearity: linearityTable(effects),
    words: tableOf(
      { feature: 'VARCHAR', ko: 'VARCHAR', en: 'VARCHAR' },
      effects.flatMap(({ name, words }) => (words ? [[name, words.ko, words.en]] : [])),
    ),
    steps: tableOf(
      {
        _row: 'INTEGER',
        step: 'INTEGER',
        part: 'VARCHAR',
        feature: 'VARCHAR',
        value: 'VARCHAR',
        contribution: 'DOUBLE',
        is_total: 'BOOLEAN',
      },
      fits.flatMap(({ row }) => stepRows(explained, row, shown)),
    ),
    local: localTable(fits),
  };
}

function localTable(fits: Explained['fits']): TableColumn[] {
  return tableOf(
    {
      _row: 'INTEGER',
      rank: 'INTEGER',
      condition: 'VARCHAR',
      weight: 'DOUBLE',
      predicted: 'DOUBLE',
      fitted: 'DOUBLE',
      r2: 'DOUBLE',
    },
    fits.flatMap(({ row, fit }) =>
      fit.terms.map(({ name, condition, weight }, i): Cell[] => [
        row,
        i + 1,
        conditionText(name, condition),
        weight,
        fit.predicted,
        fit.fitted,
        fit.r2,
      ]),
    ),
  );
}

function contributionTable({ table, contributions }: Explained): TableColumn[] {
  const width = table.features.length;
  const places = table.features.map(placeRows);
  const rows: Cell[][] = [];
  for (let row = 0; row < table.rows; row += 1)
    for (const [column, feature] of table.features.entries())
      rows.push([
        row,
        feature.name,
        ...valueOf(feature, row),
        places[column]?.[row],
        contributions[row * width + column],
      ]);
  const columns: Columns = {
    _row: 'INTEGER',
    feature: 'VARCHAR',
    value: 'VARCHAR',
    number: 'DOUBLE',
    level: 'DOUBLE',
    contribution: 'DOUBLE',
  };
  return tableOf(columns, rows);
}

function levelAndNumber(at: number | string): [string | null, number | null] {
  return typeof at === 'number' ? [null, at] : [at, null];
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

/** Linear where the test finds no bend, or a straight line misses little of what the column explains. */
function linearityTable(effects: readonly ColumnEffect[]): TableColumn[] {
  const columns: Columns = {
    feature: 'VARCHAR',
    rows: 'BIGINT',
    slope: 'DOUBLE',
    p_value: 'DOUBLE',
    unexplained: 'DOUBLE',
    missed: 'DOUBLE',
    shape: 'VARCHAR',
    is_linear: 'BOOLEAN',
  };
  return tableOf(
    columns,
    effects.flatMap(({ name, linearity, shape }): Cell[][] => {
      if (linearity === null) return [];
      const { n, slope, p, unexplained, missed } = linearity;
      const isLinear = p === null ? null : p > LEVEL || (missed ?? 0) < LINEAR_MISSED;
      return [[name, n, slope, p, unexplained, missed, shape, isLinear]];
    }),
  );
}
