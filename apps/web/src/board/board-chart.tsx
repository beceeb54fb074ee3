import {
  BarChart,
  BoxplotChart,
  CustomChart,
  HeatmapChart,
  LineChart,
  SankeyChart,
  ScatterChart,
} from 'echarts/charts';
import {
  AriaComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TitleComponent,
  TooltipComponent,
  VisualMapContinuousComponent,
} from 'echarts/components';
import { init, use, type EChartsType } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef, useState } from 'react';
import { chartHeight, chartOption } from '../../../server/src/blocks/charts/chart-option.js';
import type { ResolvedChart } from '../../../server/src/blocks/result.js';
import type { ViewSettings } from '../../../server/src/reports/html/view-settings.js';
import { chartTip } from './chart-tip.js';

use([BarChart, BoxplotChart, CustomChart, HeatmapChart, LineChart, SankeyChart, ScatterChart, CanvasRenderer]);
use([AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TitleComponent, TooltipComponent]);
use([VisualMapContinuousComponent]);

/** The report's chart, live: laid out for the width that it has, with the values under the pointer. */
export function BoardChart({ block, settings }: { block: ResolvedChart; settings: ViewSettings }) {
  const frame = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(null);
  const width = useWidth(frame);
  const own = { ...settings, width };
  const fonts = useFonts();
  const height = width === 0 ? 300 : chartHeight(block, own);

  useEffect(() => {
    if (width === 0 || !frame.current) return;
    chart.current ??= init(frame.current, null, { width, height });
    chart.current.resize({ width, height });
    chart.current.setOption({ ...chartOption(block, own), ...chartTip(block, own), animation: false }, true);
    // `own` follows from these.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [block, settings, width, height, fonts]);
  useEffect(() => () => chart.current?.dispose(), []);

  const label = block.title ?? block.columns.map(({ title }) => title).join(', ');
  return <div ref={frame} role="img" aria-label={label} className="chart" style={{ height }} />;
}

/** Pixels between the edges of an element, 0 before it is laid out. */
function useWidth(element: React.RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (!element.current) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return width;
}

/** Counts how often fonts have come in: a canvas does not draw itself again with them. */
function useFonts(): number {
  const [count, setCount] = useState(0);
  useEffect(() => {
    const came = () => setCount((before) => before + 1);
    document.fonts.addEventListener('loadingdone', came);
    return () => document.fonts.removeEventListener('loadingdone', came);
  }, []);
  return count;
}
