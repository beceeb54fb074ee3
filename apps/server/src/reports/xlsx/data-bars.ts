import type { PlannedSheet } from './workbook-plan.js';

const MAIN_2009 = 'http://schemas.microsoft.com/office/spreadsheetml/2009/9/main';
const CELLS_2006 = 'http://schemas.microsoft.com/office/excel/2006/main';

/**
 * Adds solid bars behind the numbers of a sheet's bar columns, from zero to the column's greatest value. Written here
 * because ExcelJS gives the two halves of a solid bar different random ids, so that Excel does not join them.
 */
export function addDataBars(sheetXml: string, sheet: PlannedSheet, number: number, color: string): string {
  if (sheet.dataBars.length === 0) return sheetXml;
  const bars = sheet.dataBars.map((cells, index) => ({ cells, id: barId(number, index), priority: index + 1 }));
  const rules = bars.map(
    ({ cells, id, priority }) =>
      `<conditionalFormatting sqref="${cells}"><cfRule type="dataBar" priority="${priority}">` +
      `<dataBar minLength="0" maxLength="90"><cfvo type="num" val="0"/><cfvo type="max"/>` +
      `<color rgb="FF${lighten(color)}"/></dataBar><extLst><ext xmlns:x14="${MAIN_2009}" ` +
      `uri="{B025F937-C7B1-47D3-B67F-A62EFF666E3E}"><x14:id>${id}</x14:id></ext></extLst></cfRule></conditionalFormatting>`,
  );
  const details = bars.map(
    ({ cells, id }) =>
      `<x14:conditionalFormatting xmlns:xm="${CELLS_2006}"><x14:cfRule type="dataBar" id="${id}">` +
      `<x14:dataBar minLength="0" maxLength="90" gradient="0"><x14:cfvo type="num"><xm:f>0</xm:f></x14:cfvo>` +
      `<x14:cfvo type="max"/><x14:negativeFillColor rgb="FFE0B48C"/><x14:axisColor rgb="FF5F6B7A"/></x14:dataBar>` +
      `</x14:cfRule><xm:sqref>${cells}</xm:sqref></x14:conditionalFormatting>`,
  );
  const extension =
    `<extLst><ext xmlns:x14="${MAIN_2009}" uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}">` +
    `<x14:conditionalFormattings>${details.join('')}</x14:conditionalFormattings></ext></extLst>`;
  // The order of a sheet's parts is fixed: rules come before links and page set-up, extensions last.
  const at = sheetXml.search(/<(?:hyperlinks|printOptions|pageMargins)\b/);
  return (sheetXml.slice(0, at) + rules.join('') + sheetXml.slice(at)).replace(
    '</worksheet>',
    `${extension}</worksheet>`,
  );
}

function barId(number: number, index: number): string {
  const hex = (value: number, digits: number) => value.toString(16).toUpperCase().padStart(digits, '0');
  return `{00000000-0000-0000-${hex(number, 4)}-${hex(index + 1, 12)}}`;
}

/** `#rrggbb` mixed with two thirds of white, as RRGGBB. */
function lighten(color: string): string {
  const mix = (at: number) =>
    Math.round(255 - (255 - Number.parseInt(color.slice(at, at + 2), 16)) / 3)
      .toString(16)
      .padStart(2, '0');
  return `${mix(1)}${mix(3)}${mix(5)}`.toUpperCase();
}
