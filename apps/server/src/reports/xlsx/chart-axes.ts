import { AXIS_IDS } from './chart-plots.js';
import { escapeXml, richText, solid, textStyle, GREY } from './drawing-xml.js';
import type { PlannedAxis, PlannedChart } from './workbook-plan.js';

/** The axes of a chart: two, and two more where series are drawn against the right one. */
export function axesXml(chart: PlannedChart): string {
  const isPoints = chart.plots.some(({ type }) => type === 'scatter' || type === 'bubble');
  const [category, value] = AXIS_IDS.left;
  if (isPoints) return pointAxis(chart.x, [category, value], 'b') + pointAxis(chart.left, [value, category], 'l');
  const left = categoryAxis(chart, [category, value], false) + valueAxis(chart, chart.left, [value, category], 'left');
  if (!chart.right) return left;
  const [secondCategory, second] = AXIS_IDS.right;
  return (
    left +
    categoryAxis(chart, [secondCategory, second], true) +
    valueAxis(chart, chart.right, [second, secondCategory], 'right')
  );
}

type Ids = [own: number, crossed: number];

function categoryAxis(chart: PlannedChart, [own, crossed]: Ids, isHidden: boolean): string {
  const { horizontal } = chart;
  return (
    `<c:catAx><c:axId val="${own}"/><c:scaling><c:orientation val="${horizontal ? 'maxMin' : 'minMax'}"/></c:scaling>` +
    `<c:delete val="${isHidden ? 1 : 0}"/><c:axPos val="${horizontal ? 'l' : 'b'}"/>` +
    `<c:numFmt formatCode="${escapeXml(chart.x.numberFormat)}" sourceLinked="0"/>` +
    `<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>` +
    `<c:spPr><a:ln w="9525">${solid('8B95A1')}</a:ln></c:spPr>${textStyle(900)}` +
    `<c:crossAx val="${crossed}"/><c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/>` +
    `<c:noMultiLvlLbl val="1"/></c:catAx>`
  );
}

function valueAxis(chart: PlannedChart, axis: PlannedAxis, [own, crossed]: Ids, side: 'left' | 'right'): string {
  const { horizontal } = chart;
  const position = horizontal ? 'b' : side === 'left' ? 'l' : 'r';
  const crosses = horizontal || side === 'right' ? 'max' : 'autoZero';
  return (
    `<c:valAx><c:axId val="${own}"/>${scaling(axis)}<c:delete val="0"/><c:axPos val="${position}"/>` +
    `${side === 'left' ? GRID : ''}<c:numFmt formatCode="${escapeXml(axis.numberFormat)}" sourceLinked="0"/>` +
    `<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>` +
    `<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>${textStyle(900)}` +
    `<c:crossAx val="${crossed}"/><c:crosses val="${crosses}"/>` +
    `<c:crossBetween val="${chart.isEdged ? 'midCat' : 'between'}"/></c:valAx>`
  );
}

/** Value axis of points, with its title. */
function pointAxis(axis: PlannedAxis, [own, crossed]: Ids, position: 'b' | 'l'): string {
  const title =
    axis.title === undefined
      ? ''
      : `<c:title>${richText(axis.title, 900, { color: GREY })}<c:overlay val="0"/></c:title>`;
  return (
    `<c:valAx><c:axId val="${own}"/>${scaling(axis)}<c:delete val="0"/><c:axPos val="${position}"/>${GRID}${title}` +
    `<c:numFmt formatCode="${escapeXml(axis.numberFormat)}" sourceLinked="0"/>` +
    `<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>` +
    `<c:spPr><a:ln w="9525">${solid('8B95A1')}</a:ln></c:spPr>${textStyle(900)}` +
    `<c:crossAx val="${crossed}"/><c:crosses val="autoZero"/><c:crossBetween val="midCat"/></c:valAx>`
  );
}

const GRID = `<c:majorGridlines><c:spPr><a:ln w="6350">${solid('E3E7EB')}</a:ln></c:spPr></c:majorGridlines>`;

function scaling({ min, max }: PlannedAxis): string {
  const ends = [max === undefined ? '' : `<c:max val="${max}"/>`, min === undefined ? '' : `<c:min val="${min}"/>`];
  return `<c:scaling><c:orientation val="minMax"/>${ends.join('')}</c:scaling>`;
}
