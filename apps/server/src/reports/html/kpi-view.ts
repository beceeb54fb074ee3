import { textWidth } from '../../blocks/charts/text-width.js';
import { formatValue } from '../../blocks/format-value.js';
import type { ResolvedKpi } from '../../blocks/result.js';
import type { ViewSettings } from './view-settings.js';

/** Tiles of figures as the templates see them. */
export interface KpiView {
  /** Tiles side by side. */
  columns: string;
  items: {
    label: string;
    value: string;
    /** A number too long for the largest size. */
    long: boolean;
    change: { arrow: string; text: string; label: string | null; tone: string; word: string | null } | null;
    target: { text: string; word: string | null; tone: string } | null;
    note: string | null;
  }[];
}

/** Pixels of one tile in a row of four, three, two. */
const TILE_ROOM = { 4: 132, 3: 184, 2: 290 } as const;
const KPI_SIZE = 26.67;
/** Size of a long number against the usual one: 14 pt to 20 pt. */
const LONG_SCALE = 0.7;

/** Texts of a row of tiles, and how many stand side by side. */
export function kpiView(block: ResolvedKpi, settings: ViewSettings): KpiView {
  const values = block.items.map((item) => formatValue(item.value, item.format, settings));
  const widest = Math.max(...values.map((value) => textWidth(value, KPI_SIZE)));
  const columns = tileColumns(block.items.length, widest);
  return {
    columns: String(columns),
    items: block.items.map((item, index) => ({
      label: item.label,
      value: values[index] ?? '',
      long: textWidth(values[index] ?? '', KPI_SIZE) > TILE_ROOM[columns],
      change: item.change ? changeView(item.change, settings) : null,
      target: item.target ? targetView(item.target, settings) : null,
      note: item.note ?? null,
    })),
  };
}

/** Tiles in a row, so that none is left over where it can be helped; numbers too long for them are set smaller before tiles get wider. */
function tileColumns(count: number, widest: number): 2 | 3 | 4 {
  if (count % 4 === 0 && widest <= TILE_ROOM[4]) return 4;
  if (count === 1 || count === 2 || count === 4) return 2;
  return widest * LONG_SCALE <= TILE_ROOM[3] ? 3 : 2;
}

type Change = NonNullable<ResolvedKpi['items'][number]['change']>;
type Target = NonNullable<ResolvedKpi['items'][number]['target']>;

function changeView(change: Change, settings: ViewSettings): NonNullable<KpiView['items'][number]['change']> {
  const number = typeof change.value === 'number' ? change.value : 0;
  const tone = number === 0 || change.good === 'neutral' ? '' : number > 0 === (change.good === 'up') ? 'good' : 'bad';
  return {
    arrow: number > 0 ? '▲' : number < 0 ? '▼' : '',
    text: formatValue(change.value, change.format, settings),
    label: change.label ?? null,
    tone,
    word: tone === '' ? null : tone === 'good' ? settings.words.better : settings.words.worse,
  };
}

function targetView(target: Target, settings: ViewSettings): NonNullable<KpiView['items'][number]['target']> {
  const { words } = settings;
  const tone = target.reached === null ? '' : target.reached ? 'good' : 'bad';
  return {
    text: formatValue(target.value, target.format, settings),
    tone,
    word: target.reached === null ? null : target.reached ? words.reached : words.missed,
  };
}
