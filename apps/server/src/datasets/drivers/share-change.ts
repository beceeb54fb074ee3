import { explainLinear } from '../../analytics/explain/explain-linear.js';
import { explainRows } from '../../analytics/explain/explain-rows.js';
import { alignTable } from '../../analytics/features/align-table.js';
import { applyBins } from '../../analytics/features/bins.js';
import { type Feature, type FeatureTable } from '../../analytics/features/feature-table.js';
import { SOLO } from '../../analytics/member.js';
import { predictModel, type Model } from '../../analytics/models/model.js';
import type { DriversAnalysis } from '../../content/spec/drivers.js';
import type { Cell } from '../write-rows.js';
import { meanWithin } from './mean-within.js';
import { BASE, CURRENT, type DriverRows } from './read-driver-rows.js';

type Row = Record<string, Cell>;

/**
 * Rows of `.contributions`, by area: what each column adds to the prediction in base and current (`driver`), that there are more or fewer rows
 * (`rows`), what the model does not explain (`unexplained`), and the amounts themselves (`total`), to which the others add up. Without a
 * model all change is unexplained.
 */
export function shareChange(rows: DriverRows, model: Model | null): Row[] {
  const explained = model && explain(model, rows.table);
  const found = rows.areas.flatMap((area, place): Row[] => {
    const sum = (wanted: number, of: (row: number) => number) => {
      let total = 0;
      for (let row = 0; row < rows.table.rows; row += 1)
        if (rows.span[row] === wanted && rows.area[row] === place) total += of(row);
      return total;
    };
    const line = (part: string, driver: string | null, of: (row: number) => number): Row => {
      const [base, current] = [sum(BASE, of), sum(CURRENT, of)];
      return { area, part, driver, base, current, contribution: current - base };
    };
    const parts = explained
      ? [
          ...explained.columns.map((name, i) => line('driver', name, (row) => explained.of(row, i))),
          line('rows', null, () => explained.base),
        ]
      : [];
    const total = line('total', null, (row) => rows.amount[row]!);
    const rest = (key: 'base' | 'current') =>
      parts.reduce((left, each) => left - Number(each[key]), Number(total[key]));
    const [base, current] = [rest('base'), rest('current')];
    return [...parts, { area, part: 'unexplained', driver: null, base, current, contribution: current - base }, total];
  });
  return found.map((row, i) => ({ place: i + 1, ...row }));
}

interface Explained {
  base: number;
  columns: string[];
  of(row: number, column: number): number;
}

function explain(model: Model, table: FeatureTable): Explained {
  if (model.kind === 'linear') {
    const { base, columns, contributions } = explainLinear(model.linear, table);
    return { base, columns, of: (row, i) => contributions[row * columns.length + i]! };
  }
  const { features } = model.ensemble;
  const binned = applyBins(alignTable(table, features).table, features);
  const contributions = new Float64Array(table.rows * features.length);
  const base = explainRows({ ensemble: model.ensemble, binned, contributions }, SOLO);
  return { base, columns: features.map(({ name }) => name), of: (row, i) => contributions[row * features.length + i]! };
}

/**
 * Rows of `.scenario`: the predicted amount of the current span as it was, and with one driver (all of them where `driver` is null) at its mean of
 * the base span, by area.
 */
export function imagineBase(spec: DriversAnalysis, rows: DriverRows, model: Model): Row[] {
  const predicted = predictModel(model, rows.table).values;
  const choices: (string | null)[] = [...spec.drivers, null];
  const found = choices.flatMap((driver) => {
    const moved = moveToBase(rows, driver === null ? spec.drivers : [driver]);
    const imagined = predictModel(model, moved).values;
    return rows.areas.flatMap((area, place): Row[] => {
      const current = [...rows.span.keys()].filter((row) => rows.span[row] === CURRENT && rows.area[row] === place);
      if (current.length === 0) return [];
      const sum = (values: Float64Array) => current.reduce((total, row) => total + values[row]!, 0);
      const [was, would] = [sum(predicted), sum(imagined)];
      return [{ area, driver, actual: sum(rows.amount), predicted: was, at_base: would, difference: would - was }];
    });
  });
  return found.map((row, i) => ({ place: i + 1, ...row }));
}

function moveToBase(rows: DriverRows, drivers: readonly string[]): FeatureTable {
  const features = rows.table.features.map((feature): Feature => {
    if (feature.kind !== 'numeric' || !drivers.includes(feature.name)) return feature;
    const means = rows.areas.map((_, place) => meanWithin(rows, feature.name, BASE, place));
    return { ...feature, values: feature.values.map((value, row) => means[rows.area[row]!] ?? value) };
  });
  return { rows: rows.table.rows, features };
}
