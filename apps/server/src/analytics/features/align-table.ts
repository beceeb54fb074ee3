import { badInput, type CategoricalFeature, type Feature, type FeatureTable } from './feature-table.js';

/** What a model remembers of a column that it asks. */
export type AskedColumn =
  { kind: 'numeric'; name: string } | { kind: 'categorical'; name: string; levels: readonly string[] };

export interface Aligned {
  /** The columns that the model asks, in its order, names by its dictionary; a level that it never saw is missing. */
  table: FeatureTable;
  /** Values by column whose level the model never saw; columns without one are left out. */
  unseen: ReadonlyMap<string, number>;
}

/**
 * Reads rows of another day by a model's columns. Columns that it does not ask are passed over. Throws `model.bad-input` naming a column
 * that is missing or of another kind. O(rows × columns).
 */
export function alignTable(table: FeatureTable, model: readonly AskedColumn[]): Aligned {
  const unseen = new Map<string, number>();
  const features = model.map((bins): Feature => {
    const feature = table.features.find(({ name }) => name === bins.name);
    if (!feature) throw badInput(`the rows to score have no column "${bins.name}"`, bins.name);
    if (feature.kind !== bins.kind)
      throw badInput(`column "${bins.name}" is ${feature.kind}, but the model learned it as ${bins.kind}`, bins.name);
    if (feature.kind === 'numeric' || bins.kind === 'numeric') return feature;
    const { codes, strange } = recode(feature, bins.levels);
    if (strange > 0) unseen.set(bins.name, strange);
    return { kind: 'categorical', name: bins.name, codes, levels: bins.levels };
  });
  return { table: { rows: table.rows, features }, unseen };
}

function recode(
  { codes, levels }: CategoricalFeature,
  known: readonly string[],
): { codes: Int32Array; strange: number } {
  const places = new Map(known.map((level, code) => [level, code]));
  const place = levels.map((level) => places.get(level) ?? -1);
  let strange = 0;
  const recoded = codes.map((code) => {
    if (code < 0) return -1;
    if (place[code] === -1) strange += 1;
    return place[code]!;
  });
  return { codes: recoded, strange };
}
