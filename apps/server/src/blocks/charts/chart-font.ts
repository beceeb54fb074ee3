/** Text size of charts in pixels: 9.5 pt. */
export const CHART_FONT_SIZE = 12.67;
/** In single quotes: ECharts writes it into an attribute as it is. */
export const CHART_FONT = "'Decile Sans', Pretendard, 'Pretendard Variable', sans-serif";
/** Pixels from line to line. */
export const LINE_HEIGHT = 16;
