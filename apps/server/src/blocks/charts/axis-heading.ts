import type { ResolvedChart } from '../result.js';
import { roleColumn } from './chart-columns.js';
import { CHART_FONT_SIZE, LINE_HEIGHT } from './chart-font.js';
import { MUTED } from './chart-palette.js';

/** Title of a value axis, over it at the left edge. */
export function axisHeading(text: string, top: number) {
  const textStyle = { color: MUTED, fontSize: CHART_FONT_SIZE, fontWeight: 400 as const, lineHeight: LINE_HEIGHT };
  return { text, left: 0, top, padding: 0, textStyle };
}

/** Title of a value axis under it. */
export function axisName(block: ResolvedChart, nameGap = 26) {
  const nameTextStyle = { color: MUTED, fontSize: CHART_FONT_SIZE };
  return { name: roleColumn(block, 'x').title, nameLocation: 'middle' as const, nameGap, nameTextStyle };
}
