import type { FormatSettings } from '../format-value.js';

/** What every part of a chart's drawing follows. */
export interface ChartSettings extends FormatSettings {
  /** Brand colour, `#rrggbb`, seen on white. */
  color: string;
  /** Pixels that the chart will be drawn in; decides how names are wrapped. */
  width: number;
  /** Colour by column name or value where one document has several charts; the palette in order otherwise. */
  colors?: ReadonlyMap<string, string>;
}
