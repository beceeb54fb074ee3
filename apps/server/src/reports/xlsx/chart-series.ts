import { escapeXml, fill, richText, solid, textStyle, GREY } from './drawing-xml.js';
import {
  columnLetters,
  type PlannedLabels,
  type PlannedPlot,
  type PlannedRange,
  type PlannedSeries,
} from './workbook-plan.js';

/** Points beyond this number are drawn small. */
const CROWDED = 500;

/** A series of a plot, its parts in the order that the schema wants. `index` counts over all plots of the chart. */
export function seriesXml(series: PlannedSeries, type: PlannedPlot['type'], sheet: string, index: number): string {
  const isPoints = type === 'scatter' || type === 'bubble';
  const isFilled = type === 'bar' || type === 'area' || type === 'bubble';
  const [x, y] = isPoints ? ['xVal', 'yVal'] : ['cat', 'val'];
  return (
    `<c:ser><c:idx val="${index}"/><c:order val="${index}"/>` +
    `<c:tx><c:strRef><c:f>${cells(sheet, series.name)}</c:f>${textCache(series.name.values)}</c:strRef></c:tx>` +
    (isFilled ? filledLook(series, type) : lineLook(series, isPoints)) +
    labelsXml(series.labels, series.color) +
    whiskerXml(series, sheet) +
    `<c:${x}>${reference(sheet, series.categories)}</c:${x}><c:${y}>${reference(sheet, series.values)}</c:${y}>` +
    (series.sizes ? `<c:bubbleSize>${reference(sheet, series.sizes)}</c:bubbleSize><c:bubble3D val="0"/>` : '') +
    `${type === 'line' || type === 'scatter' ? '<c:smooth val="0"/>' : ''}</c:ser>`
  );
}

function filledLook({ color }: PlannedSeries, type: PlannedPlot['type']): string {
  if (type === 'bubble' && color !== null) {
    const clear = `<a:solidFill><a:srgbClr val="${color}"><a:alpha val="70000"/></a:srgbClr></a:solidFill>`;
    return `<c:spPr>${clear}<a:ln w="6350">${solid('FFFFFF')}</a:ln></c:spPr><c:invertIfNegative val="0"/>`;
  }
  return `${fill(color)}${type === 'area' ? '' : '<c:invertIfNegative val="0"/>'}`;
}

function lineLook(series: PlannedSeries, isPoints: boolean): string {
  const { color, dashed, marker, values } = series;
  const ink = color ?? GREY;
  const isDrawn = !series.bare && color !== null && (!isPoints || series.joined);
  const line = !isDrawn
    ? '<a:ln w="19050"><a:noFill/></a:ln>'
    : `<a:ln w="${series.thin ? 9525 : 28575}" cap="rnd">${solid(ink)}${dashed ? '<a:prstDash val="sysDash"/>' : ''}<a:round/></a:ln>`;
  const size = series.markerSize ?? (marker === 'dash' ? 14 : values.values.length > CROWDED ? 3 : 6);
  const mark =
    marker === undefined
      ? '<c:symbol val="none"/>'
      : `<c:symbol val="${marker}"/><c:size val="${size}"/><c:spPr>${solid(ink)}<a:ln w="9525">${solid(ink)}</a:ln></c:spPr>`;
  return `<c:spPr>${line}</c:spPr><c:marker>${mark}</c:marker>`;
}

function whiskerXml({ whisker }: PlannedSeries, sheet: string): string {
  if (!whisker) return '';
  const { side, lengths } = whisker;
  return (
    `<c:errBars><c:errDir val="y"/><c:errBarType val="${side}"/><c:errValType val="cust"/><c:noEndCap val="0"/>` +
    `<c:${side}>${reference(sheet, lengths)}</c:${side}><c:spPr><a:ln w="12700">${solid(GREY)}</a:ln></c:spPr></c:errBars>`
  );
}

function labelsXml(labels: PlannedLabels | undefined, color: string | null): string {
  if (!labels) return '';
  const bare = '<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>';
  switch (labels.kind) {
    case 'values': {
      const look = `<c:numFmt formatCode="${escapeXml(labels.numberFormat)}" sourceLinked="0"/>${bare}${textStyle(900, labels.color)}<c:dLblPos val="${labels.place}"/>${show({ value: true })}`;
      if (!labels.at) return `<c:dLbls>${look}</c:dLbls>`;
      const some = labels.at.map((at) => `<c:dLbl><c:idx val="${at}"/>${look}</c:dLbl>`);
      return `<c:dLbls>${some.join('')}${show({})}</c:dLbls>`;
    }
    case 'name':
      return (
        `<c:dLbls><c:dLbl><c:idx val="${labels.at}"/>${bare}${textStyle(900, color ?? GREY)}` +
        `<c:dLblPos val="t"/>${show({ name: true })}</c:dLbl>${show({})}</c:dLbls>`
      );
    case 'texts': {
      const some = [...labels.texts].map(
        ([at, text]) =>
          `<c:dLbl><c:idx val="${at}"/>${richText(text, 900, { color: GREY })}<c:dLblPos val="${labels.side === 'left' ? 'l' : 'r'}"/>${show({ value: true })}</c:dLbl>`,
      );
      return `<c:dLbls>${some.join('')}${show({})}</c:dLbls>`;
    }
  }
}

function show({ value = false, name = false }): string {
  return (
    `<c:showLegendKey val="0"/><c:showVal val="${value ? 1 : 0}"/><c:showCatName val="0"/>` +
    `<c:showSerName val="${name ? 1 : 0}"/><c:showPercent val="0"/><c:showBubbleSize val="0"/>`
  );
}

function reference(sheet: string, range: PlannedRange): string {
  const place = `<c:f>${cells(sheet, range)}</c:f>`;
  if (range.numberFormat === null) return `<c:strRef>${place}${textCache(range.values)}</c:strRef>`;
  const format = `<c:formatCode>${escapeXml(range.numberFormat)}</c:formatCode>`;
  return `<c:numRef>${place}<c:numCache>${format}${points(range.values)}</c:numCache></c:numRef>`;
}

function textCache(values: PlannedRange['values']): string {
  return `<c:strCache>${points(values)}</c:strCache>`;
}

function points(values: PlannedRange['values']): string {
  const known = values.map((value, index) =>
    value === null ? '' : `<c:pt idx="${index}"><c:v>${escapeXml(String(value))}</c:v></c:pt>`,
  );
  return `<c:ptCount val="${values.length}"/>${known.join('')}`;
}

function cells(sheet: string, { column, firstRow, lastRow }: PlannedRange): string {
  const [name, letters] = [escapeXml(`'${sheet.replaceAll("'", "''")}'`), columnLetters(column)];
  return firstRow === lastRow
    ? `${name}!$${letters}$${firstRow}`
    : `${name}!$${letters}$${firstRow}:$${letters}$${lastRow}`;
}
