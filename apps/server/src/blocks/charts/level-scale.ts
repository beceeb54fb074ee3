import type { TitleComponentOption, VisualMapComponentOption } from 'echarts';
import type { ResolvedChart } from '../result.js';
import { axisHeading } from './axis-heading.js';
import { numbersOf, roleColumn, roleIndex } from './chart-columns.js';
import { CHART_FONT_SIZE, LINE_HEIGHT } from './chart-font.js';
import { LEVELS, MUTED, NO_LEVEL_INK } from './chart-palette.js';
import type { ChartSettings } from './chart-settings.js';
import { textWidth } from './text-width.js';

/** Pixels of the colour scale. */
const SCALE = 90;

/** The scale of colours with its ends in words, and what grey is where there is some. Its first series must be one without points. */
export function levelScale(
  block: ResolvedChart,
  { language, width }: ChartSettings,
): { height: number; titles: TitleComponentOption[]; visualMap?: VisualMapComponentOption } {
  if (roleIndex(block, 'color') < 0) return { height: 0, titles: [] };
  const isKorean = language === 'ko';
  const { title } = roleColumn(block, 'color');
  const [low, high] = isKorean ? ['낮음', '높음'] : ['low', 'high'];
  const start = textWidth(title, CHART_FONT_SIZE) + 10;
  const end = start + SCALE + textWidth(low + high, CHART_FONT_SIZE) + 36;
  const hasNone = numbersOf(block, 'color').includes(null);
  const none = isKorean ? '● 순서가 없는 값' : '● no order';
  const isBelow = hasNone && end + textWidth(none, CHART_FONT_SIZE) > width;
  const grey = axisHeading(none, isBelow ? LINE_HEIGHT + 2 : 0);
  return {
    height: (isBelow ? 2 : 1) * LINE_HEIGHT + 10,
    titles: [
      axisHeading(title, 0),
      ...(hasNone ? [{ ...grey, left: isBelow ? 0 : end, textStyle: { ...grey.textStyle, color: NO_LEVEL_INK } }] : []),
    ],
    visualMap: {
      type: 'continuous',
      min: 0,
      max: 1,
      seriesIndex: 0,
      inRange: { color: [...LEVELS] },
      orient: 'horizontal',
      left: start,
      top: 0,
      padding: 0,
      itemWidth: 12,
      itemHeight: SCALE,
      calculable: false,
      text: [high, low],
      textStyle: { color: MUTED, fontSize: CHART_FONT_SIZE },
    } as VisualMapComponentOption,
  };
}
