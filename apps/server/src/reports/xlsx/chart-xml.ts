import { axesXml } from './chart-axes.js';
import { plotXml } from './chart-plots.js';
import { richText, textStyle } from './drawing-xml.js';
import type { PlannedChart } from './workbook-plan.js';

const NAMESPACES =
  'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" ' +
  'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" ' +
  'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"';

/** A chart part (DrawingML chart) that draws from the cells of its sheet, with their values cached. */
export function chartXml(chart: PlannedChart): string {
  let before = 0;
  const plots = chart.plots.map((plot) => {
    const xml = plotXml(plot, chart, before);
    before += plot.series.length;
    return xml;
  });
  return (
    `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<c:chartSpace ${NAMESPACES}><c:roundedCorners val="0"/>` +
    `<c:chart>${title(chart.title)}<c:autoTitleDeleted val="${chart.title === '' ? 1 : 0}"/>` +
    `<c:plotArea>${layout(chart)}${plots.join('')}${axesXml(chart)}</c:plotArea>${legend(chart)}` +
    `<c:plotVisOnly val="0"/><c:dispBlanksAs val="gap"/></c:chart>` +
    `<c:spPr><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill><a:ln><a:noFill/></a:ln></c:spPr></c:chartSpace>`
  );
}

/** Where a program would not see what stands to the left of the plot, its place is fixed. */
function layout({ plotLeft }: PlannedChart): string {
  if (plotLeft === undefined) return '<c:layout/>';
  const place = `<c:x val="${plotLeft}"/><c:y val="0.16"/><c:w val="${Number((0.96 - plotLeft).toFixed(3))}"/><c:h val="0.68"/>`;
  return `<c:layout><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>${place}</c:manualLayout></c:layout>`;
}

function title(text: string): string {
  return text === '' ? '' : `<c:title>${richText(text, 1100, { isBold: true })}<c:overlay val="0"/></c:title>`;
}

function legend(chart: PlannedChart): string {
  if (!chart.hasLegend) return '';
  const hidden = chart.plots
    .flatMap(({ series }) => series)
    .map((series, index) =>
      series.unnamed ? `<c:legendEntry><c:idx val="${index}"/><c:delete val="1"/></c:legendEntry>` : '',
    );
  return `<c:legend><c:legendPos val="t"/>${hidden.join('')}<c:overlay val="0"/>${textStyle(900)}</c:legend>`;
}
