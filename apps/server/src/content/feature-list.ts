import type { FeatureFactoryAnalysis } from './spec/feature-factory.js';

/** A variable that a feature factory makes. */
export interface FactoryFeature {
  /** Column: `amount_sum_3m`. */
  name: string;
  /** Column of the input that it is about; null for the events themselves. */
  source: string | null;
  measure: 'count' | 'sum' | 'mean' | 'max' | 'min' | 'distinct' | 'share' | 'recency' | 'gap' | 'change' | 'slope';
  /** Months of the window; null where it looks at the last event whenever it was. */
  window: number | null;
  /** Value whose share it is: of `source`, or night, weekend. */
  value: string | number | null;
  /** What a change is the change of. */
  of?: Exclude<FactoryFeature['measure'], 'recency' | 'gap' | 'change' | 'slope'>;
}

/** The variables that an analysis declares, in the order of its columns. */
export function factoryFeatures(spec: FeatureFactoryAnalysis): FactoryFeature[] {
  const features = spec.windows.flatMap((window) => windowFeatures(spec, window));
  if (!spec.recency) return features;
  return [{ name: 'days_since_last', source: null, measure: 'recency', window: null, value: null }, ...features];
}

function windowFeatures(spec: FeatureFactoryAnalysis, window: number): FactoryFeature[] {
  const make = (
    stem: string,
    measure: FactoryFeature['measure'],
    source: string | null = null,
    value: FactoryFeature['value'] = null,
  ): FactoryFeature => ({ name: `${stem}_${window}m`, source, measure, window, value });
  const sums = Object.entries(spec.values).filter(([, aggregates]) => aggregates.includes('sum'));
  const plain = [
    make('count', 'count'),
    ...Object.entries(spec.values).flatMap(([column, aggregates]) =>
      aggregates.map((aggregate) => make(`${column}_${aggregate}`, aggregate, column)),
    ),
    ...spec.distinct.map((column) => make(`${column}_distinct`, 'distinct', column)),
    ...Object.entries(spec.shares).flatMap(([column, values]) =>
      values.map((value) => make(`${column}_${slug(value)}_share`, 'share', column, value)),
    ),
    ...(spec.night ? [make('night_share', 'share', null, 'night')] : []),
    ...(spec.weekend ? [make('weekend_share', 'share', null, 'weekend')] : []),
  ];
  return [
    ...plain,
    ...(spec.recency ? [make('gap_mean', 'gap')] : []),
    ...plain.flatMap((feature) => changeOf(feature, spec)),
    ...(spec.slope && window >= 3 ? sums.map(([column]) => make(`${column}_slope`, 'slope', column)) : []),
  ];
}

/** The same measure against the window before, where the analysis asks for it. */
function changeOf(
  { name, measure, source, window, value }: FactoryFeature,
  { change }: FeatureFactoryAnalysis,
): FactoryFeature[] {
  const of = change.find((each) => each === measure);
  if (of === undefined) return [];
  return [{ name: name.replace(/_(\d+m)$/, '_change_$1'), source, measure: 'change', window, value, of }];
}

/** A value as a part of a column's name; letters of any script stay. */
function slug(value: string | number): string {
  return String(value)
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '_')
    .replaceAll(/^_|_$/g, '');
}
