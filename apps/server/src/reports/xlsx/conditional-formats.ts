import { mix } from '../../blocks/charts/chart-palette.js';
import type { ColorScale, PlannedSheet } from './workbook-plan.js';

const MAIN_2009 = 'http://schemas.microsoft.com/office/spreadsheetml/2009/9/main';
const CELLS_2006 = 'http://schemas.microsoft.com/office/excel/2006/main';

/**
 * Adds what colours a sheet's cells by their value: solid bars behind the numbers of bar columns, from zero to the column's greatest
 * value, and scales over the cells of heat maps. Written here because ExcelJS gives the two halves of a solid bar different
 * random ids, so that Excel does not join them.
 */
export function addConditionalFormats(sheetXml: string, sheet: PlannedSheet, number: number, color: string): string {
  const { dataBars, colorScales } = sheet;
  if (dataBars.length + colorScales.length === 0) return sheetXml;
  const bars = dataBars.map((cells, index) => ({ cells, id: barId(number, index), priority: index + 1 }));
  const scales = colorScales.map((scale, index) => scaleRule(scale, dataBars.length + index + 1, color));
  const rules = [...bars.map((bar) => barRule(bar, color)), ...scales].join('');
  // The order of a sheet's parts is fixed: rules come before links and page set-up, extensions last.
  const at = sheetXml.search(/<(?:hyperlinks|printOptions|pageMargins)\b/);
  const withRules = sheetXml.slice(0, at) + rules + sheetXml.slice(at);
  return bars.length === 0 ? withRules : withRules.replace('</worksheet>', `${barExtension(bars)}</worksheet>`);
}

interface DataBar {
  cells: string;
  id: string;
  priority: number;
}

function barRule({ cells, id, priority }: DataBar, color: string): string {
  return (
    `<conditionalFormatting sqref="${cells}"><cfRule type="dataBar" priority="${priority}">` +
    `<dataBar minLength="0" maxLength="90"><cfvo type="num" val="0"/><cfvo type="max"/>` +
    `<color rgb="FF${lighten(color, 2 / 3)}"/></dataBar><extLst><ext xmlns:x14="${MAIN_2009}" ` +
    `uri="{B025F937-C7B1-47D3-B67F-A62EFF666E3E}"><x14:id>${id}</x14:id></ext></extLst></cfRule></conditionalFormatting>`
  );
}

function barExtension(bars: readonly DataBar[]): string {
  const details = bars.map(
    ({ cells, id }) =>
      `<x14:conditionalFormatting xmlns:xm="${CELLS_2006}"><x14:cfRule type="dataBar" id="${id}">` +
      `<x14:dataBar minLength="0" maxLength="90" gradient="0"><x14:cfvo type="num"><xm:f>0</xm:f></x14:cfvo>` +
      `<x14:cfvo type="max"/><x14:negativeFillColor rgb="FFE0B48C"/><x14:axisColor rgb="FF5F6B7A"/></x14:dataBar>` +
      `</x14:cfRule><xm:sqref>${cells}</xm:sqref></x14:conditionalFormatting>`,
  );
  return (
    `<extLst><ext xmlns:x14="${MAIN_2009}" uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}">` +
    `<x14:conditionalFormattings>${details.join('')}</x14:conditionalFormattings></ext></extLst>`
  );
}

/** Three colours that black numbers can be read on: up to a half of the brand colour, around zero the warm one below it. */
function scaleRule({ cells, isTwoSided }: ColorScale, priority: number, color: string): string {
  const ends = isTwoSided
    ? ['<cfvo type="min"/><cfvo type="num" val="0"/><cfvo type="max"/>', 'E9B08C', 'FFFFFF']
    : [
        '<cfvo type="min"/><cfvo type="percentile" val="50"/><cfvo type="max"/>',
        lighten(color, 0.94),
        lighten(color, 0.75),
      ];
  const colors = [ends[1], ends[2], lighten(color, 0.5)].map((each) => `<color rgb="FF${each}"/>`).join('');
  return (
    `<conditionalFormatting sqref="${cells}"><cfRule type="colorScale" priority="${priority}">` +
    `<colorScale>${ends[0]}${colors}</colorScale></cfRule></conditionalFormatting>`
  );
}

function barId(number: number, index: number): string {
  const hex = (value: number, digits: number) => value.toString(16).toUpperCase().padStart(digits, '0');
  return `{00000000-0000-0000-${hex(number, 4)}-${hex(index + 1, 12)}}`;
}

/** `#rrggbb` mixed with a share of white, as RRGGBB. */
function lighten(color: string, share: number): string {
  return mix(color, '#ffffff', share).slice(1).toUpperCase();
}
