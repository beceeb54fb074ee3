import { legalText } from './text-width.js';
import { columnLetters, type PlannedChart, type PlannedSeries } from './workbook-plan.js';

const NAMESPACES =
  'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" ' +
  'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" ' +
  'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"';
const GREY = '5F6B7A';
/** Colours after the brand's, told apart by the colour-blind. */
const FURTHER = ['8B95A1', 'C8792B', '4F9D8F', '7A5195', 'B3BAC2', '2F4858', 'D9A441'];
/** Bars beyond this number have no room for their values. */
const MOST_LABELLED_BARS = 14;
/** Up to so many lines carry their name at the end instead of in a legend. */
const MOST_DIRECT_LABELS = 4;

/** A chart part (DrawingML chart) that draws from the cells of its sheet, with their values cached. */
export function chartXml(chart: PlannedChart): string {
  const plot = chart.kind === 'line' ? linePlot(chart) : barPlot(chart);
  const hasLegend = chart.series.length > (chart.kind === 'line' ? MOST_DIRECT_LABELS : 1);
  const legend = hasLegend ? `<c:legend><c:legendPos val="t"/><c:overlay val="0"/>${textStyle(900)}</c:legend>` : '';
  return (
    `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<c:chartSpace ${NAMESPACES}><c:roundedCorners val="0"/>` +
    `<c:chart>${title(chart.title)}<c:autoTitleDeleted val="${chart.title === '' ? 1 : 0}"/>` +
    `<c:plotArea><c:layout/>${plot}${axes(chart)}</c:plotArea>${legend}` +
    `<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>` +
    `<c:spPr><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill><a:ln><a:noFill/></a:ln></c:spPr></c:chartSpace>`
  );
}

function barPlot(chart: PlannedChart): string {
  const grouping = chart.stacked ? 'stacked' : 'clustered';
  const isLabelled = chart.series.length === 1 && chart.categories.values.length <= MOST_LABELLED_BARS;
  const series = chart.series.map((one, index) => {
    const fill = `<c:spPr><a:solidFill><a:srgbClr val="${seriesColor(chart, index)}"/></a:solidFill></c:spPr>`;
    const labels = isLabelled ? valueLabels(chart) : '';
    return seriesXml(chart, one, index, `${fill}<c:invertIfNegative val="0"/>${labels}`, '');
  });
  return (
    `<c:barChart><c:barDir val="${chart.horizontal ? 'bar' : 'col'}"/><c:grouping val="${grouping}"/>` +
    `<c:varyColors val="0"/>${series.join('')}<c:gapWidth val="50"/>` +
    `${chart.stacked ? '<c:overlap val="100"/>' : ''}<c:axId val="1001"/><c:axId val="1002"/></c:barChart>`
  );
}

function linePlot(chart: PlannedChart): string {
  const isDirect = chart.series.length > 1 && chart.series.length <= MOST_DIRECT_LABELS;
  const series = chart.series.map((one, index) => {
    const color = seriesColor(chart, index);
    const line = `<c:spPr><a:ln w="28575" cap="rnd">${solid(color)}<a:round/></a:ln></c:spPr>`;
    const labels = isDirect ? endLabel(one, color) : '';
    return seriesXml(
      chart,
      one,
      index,
      `${line}<c:marker><c:symbol val="none"/></c:marker>${labels}`,
      '<c:smooth val="0"/>',
    );
  });
  return (
    `<c:lineChart><c:grouping val="${chart.stacked ? 'stacked' : 'standard'}"/><c:varyColors val="0"/>` +
    `${series.join('')}<c:marker val="1"/><c:axId val="1001"/><c:axId val="1002"/></c:lineChart>`
  );
}

function seriesXml(chart: PlannedChart, series: PlannedSeries, index: number, look: string, end: string): string {
  const name = cellRange(chart, series.column, chart.headRow, chart.headRow);
  const cells = cellRange(chart, series.column, chart.firstRow, chart.lastRow);
  return (
    `<c:ser><c:idx val="${index}"/><c:order val="${index}"/>` +
    `<c:tx><c:strRef><c:f>${name}</c:f><c:strCache><c:ptCount val="1"/>${points([series.name])}</c:strCache></c:strRef></c:tx>` +
    `${look}${categories(chart)}` +
    `<c:val><c:numRef><c:f>${cells}</c:f>${numberCache(series.values, chart.valueFormat)}</c:numRef></c:val>${end}</c:ser>`
  );
}

function categories(chart: PlannedChart): string {
  const cells = cellRange(chart, 1, chart.firstRow, chart.lastRow);
  const { values, numberFormat } = chart.categories;
  if (numberFormat !== null) {
    return `<c:cat><c:numRef><c:f>${cells}</c:f>${numberCache(values as number[], numberFormat)}</c:numRef></c:cat>`;
  }
  const cache = `<c:strCache><c:ptCount val="${values.length}"/>${points(values)}</c:strCache>`;
  return `<c:cat><c:strRef><c:f>${cells}</c:f>${cache}</c:strRef></c:cat>`;
}

function axes(chart: PlannedChart): string {
  const { horizontal } = chart;
  const format = escapeXml(chart.categories.numberFormat ?? 'General');
  const category =
    `<c:catAx><c:axId val="1001"/><c:scaling><c:orientation val="${horizontal ? 'maxMin' : 'minMax'}"/></c:scaling>` +
    `<c:delete val="0"/><c:axPos val="${horizontal ? 'l' : 'b'}"/><c:numFmt formatCode="${format}" sourceLinked="0"/>` +
    `<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>` +
    `<c:spPr><a:ln w="9525">${solid('8B95A1')}</a:ln></c:spPr>${textStyle(900)}` +
    `<c:crossAx val="1002"/><c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/>` +
    `<c:noMultiLvlLbl val="1"/></c:catAx>`;
  const value =
    `<c:valAx><c:axId val="1002"/><c:scaling><c:orientation val="minMax"/>${zeroBase(chart)}</c:scaling>` +
    `<c:delete val="0"/><c:axPos val="${horizontal ? 'b' : 'l'}"/>` +
    `<c:majorGridlines><c:spPr><a:ln w="6350">${solid('E3E7EB')}</a:ln></c:spPr></c:majorGridlines>` +
    `<c:numFmt formatCode="${escapeXml(chart.valueFormat)}" sourceLinked="0"/>` +
    `<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>` +
    `<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>${textStyle(900)}` +
    `<c:crossAx val="1001"/><c:crosses val="${horizontal ? 'max' : 'autoZero'}"/><c:crossBetween val="between"/></c:valAx>`;
  return category + value;
}

/** Bars start at zero; where no value is negative the axis must not wander off it. */
function zeroBase(chart: PlannedChart): string {
  const isPositive = chart.series.every((series) => series.values.every((value) => (value ?? 0) >= 0));
  return chart.kind === 'bar' && isPositive ? '<c:min val="0"/>' : '';
}

function valueLabels(chart: PlannedChart): string {
  return (
    `<c:dLbls><c:numFmt formatCode="${escapeXml(chart.valueFormat)}" sourceLinked="0"/>` +
    `<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>${textStyle(900)}<c:dLblPos val="outEnd"/>${show(true, false)}</c:dLbls>`
  );
}

function endLabel(series: PlannedSeries, color: string): string {
  const last = series.values.findLastIndex((value) => value !== null);
  if (last < 0) return '';
  return (
    `<c:dLbls><c:dLbl><c:idx val="${last}"/><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>${textStyle(900, color)}` +
    `<c:dLblPos val="t"/>${show(false, true)}</c:dLbl>${show(false, false)}</c:dLbls>`
  );
}

function show(value: boolean, name: boolean): string {
  return (
    `<c:showLegendKey val="0"/><c:showVal val="${value ? 1 : 0}"/><c:showCatName val="0"/>` +
    `<c:showSerName val="${name ? 1 : 0}"/><c:showPercent val="0"/><c:showBubbleSize val="0"/>`
  );
}

function title(text: string): string {
  if (text === '') return '';
  const properties = '<a:rPr lang="en-US" sz="1100" b="1"/>';
  return (
    '<c:title><c:tx><c:rich><a:bodyPr/><a:p><a:pPr><a:defRPr sz="1100" b="1"/></a:pPr>' +
    `<a:r>${properties}<a:t>${escapeXml(text)}</a:t></a:r></a:p></c:rich></c:tx><c:overlay val="0"/></c:title>`
  );
}

function textStyle(size: number, color = GREY): string {
  return `<c:txPr><a:bodyPr/><a:p><a:pPr><a:defRPr sz="${size}">${solid(color)}</a:defRPr></a:pPr><a:endParaRPr lang="en-US"/></a:p></c:txPr>`;
}

function numberCache(values: (number | null)[], format: string): string {
  return `<c:numCache><c:formatCode>${escapeXml(format)}</c:formatCode><c:ptCount val="${values.length}"/>${points(values)}</c:numCache>`;
}

function points(values: (string | number | null)[]): string {
  return values
    .map((value, index) => (value === null ? '' : `<c:pt idx="${index}"><c:v>${escapeXml(String(value))}</c:v></c:pt>`))
    .join('');
}

function cellRange(chart: PlannedChart, column: number, first: number, last: number): string {
  const sheet = escapeXml(`'${chart.sheet.replaceAll("'", "''")}'`);
  const letters = columnLetters(column);
  return first === last ? `${sheet}!$${letters}$${first}` : `${sheet}!$${letters}$${first}:$${letters}$${last}`;
}

function seriesColor(chart: PlannedChart, index: number): string {
  return index === 0 ? chart.color.slice(1).toUpperCase() : (FURTHER[(index - 1) % FURTHER.length] ?? GREY);
}

function solid(color: string): string {
  return `<a:solidFill><a:srgbClr val="${color}"/></a:solidFill>`;
}

/** Text for XML content and attributes. */
export function escapeXml(text: string): string {
  return legalText(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
