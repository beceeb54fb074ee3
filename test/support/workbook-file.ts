import { strToU8, zipSync } from 'fflate';

const RELATIONS = 'http://schemas.openxmlformats.org/package/2006/relationships';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';

export interface WorkbookParts {
  /** Inside of `<sheetData>` by name of the sheet. */
  sheets: Record<string, string>;
  /** Inside of `<sst>`. */
  strings?: string;
  /** Number formats by style: an id, or a code. */
  styles?: (number | string)[];
  is1904?: boolean;
  /** Parts that replace or add to these, by name in the archive. */
  parts?: Record<string, string>;
}

/** An .xlsx file written by hand, part by part, so that tests can hold what no program writes. */
export function workbookFile({ sheets, strings, styles = [], is1904 = false, parts = {} }: WorkbookParts): Uint8Array {
  const names = Object.keys(sheets);
  const relation = (id: string, type: string, target: string) =>
    `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}"/>`;
  const relations = (inside: string) => `<Relationships xmlns="${RELATIONS}">${inside}</Relationships>`;
  const list = names.map((name, i) => `<sheet name="${name}" sheetId="${i + 1}" r:id="s${i + 1}"/>`).join('');
  const files: Record<string, string> = {
    '_rels/.rels': relations(relation('r1', 'officeDocument', 'xl/workbook.xml')),
    'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><workbookPr date1904="${is1904 ? 1 : 0}"/><sheets>${list}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations(
      names.map((_, i) => relation(`s${i + 1}`, 'worksheet', `worksheets/sheet${i + 1}.xml`)).join('') +
        relation('t1', 'sharedStrings', 'sharedStrings.xml') +
        relation('t2', 'styles', '/xl/styles.xml'),
    ),
    'xl/styles.xml': stylesPart(styles),
    ...(strings === undefined ? {} : { 'xl/sharedStrings.xml': `<sst xmlns="${MAIN}">${strings}</sst>` }),
    ...Object.fromEntries(names.map((name, i) => [`xl/worksheets/sheet${i + 1}.xml`, sheetPart(sheets[name]!)])),
    ...parts,
  };
  return zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
}

/** Rows of cells as the inside of `<sheetData>`: texts inline, numbers as they are, null left out. */
export function sheetData(rows: (string | number | boolean | null)[][], top = 1): string {
  const cell = (value: string | number | boolean | null) => {
    if (value === null) return '<c/>';
    if (typeof value === 'string') return `<c t="inlineStr"><is><t>${value}</t></is></c>`;
    if (typeof value === 'boolean') return `<c t="b"><v>${Number(value)}</v></c>`;
    return `<c><v>${value}</v></c>`;
  };
  return rows.map((row, i) => `<row r="${top + i}">${row.map(cell).join('')}</row>`).join('');
}

function sheetPart(data: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="${MAIN}"><sheetData>${data}</sheetData></worksheet>`;
}

function stylesPart(styles: (number | string)[]): string {
  const custom = styles.map((style, i) => (typeof style === 'string' ? [200 + i, style] : undefined));
  const formats = custom.map((each) => (each ? `<numFmt numFmtId="${each[0]}" formatCode="${escape(each[1])}"/>` : ''));
  const xfs = styles.map((style, i) => `<xf numFmtId="${typeof style === 'string' ? 200 + i : style}"/>`);
  return `<styleSheet xmlns="${MAIN}"><numFmts>${formats.join('')}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>${xfs.join('')}</cellXfs></styleSheet>`;
}

function escape(text: unknown): string {
  return String(text).replaceAll('&', '&amp;').replaceAll('"', '&quot;');
}
