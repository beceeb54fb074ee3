import { posix } from 'node:path';
import { closest } from 'fastest-levenshtein';
import { AppError } from '../../../common/errors.js';
import { Archive, brokenWorkbook } from './archive.js';
import { numberKind, type NumberKind } from './number-format.js';
import { parseAll } from './parse-xml.js';
import { readSharedStrings } from './shared-strings.js';

/** What cells of a sheet are read with. */
export interface Workbook {
  /** Part of the wanted sheet in the archive. */
  sheet: string;
  is1904: boolean;
  /** Texts that cells refer to by number. */
  strings: string[];
  /** What a number means, by style of its cell. */
  kinds: NumberKind[];
}

interface Relation {
  type: string;
  target: string;
}

interface SheetEntry {
  name: string;
  part: string;
}

/**
 * Reads everything of a workbook but its sheets, and finds the wanted one by name or place (the first when undefined). Throws
 * `dataset.broken-workbook`, `dataset.wrong-file-type` for other archives, `dataset.unknown-sheet` with the names that are there.
 */
export async function readWorkbook(
  archive: Archive,
  shown: string,
  wanted: string | number | undefined,
): Promise<Workbook> {
  assertXlsx(archive, shown);
  const root = await readRelations(archive, '', shown);
  const main = [...root.values()].find(({ type }) => type === 'officeDocument')?.target;
  if (main === undefined) throw brokenWorkbook(shown, 'nothing in it says which part is the workbook');
  const relations = await readRelations(archive, main, shown);
  const { sheets, is1904 } = await readSheets(archive, main, relations, shown);
  const part = (type: string) => [...relations.values()].find((relation) => relation.type === type)?.target;
  const strings = part('sharedStrings');
  const styles = part('styles');
  return {
    sheet: chooseSheet(sheets, wanted, shown).part,
    is1904,
    strings: strings !== undefined && archive.has(strings) ? await readSharedStrings(archive.read(strings), shown) : [],
    kinds: styles !== undefined && archive.has(styles) ? await readKinds(archive, styles, shown) : [],
  };
}

function assertXlsx(archive: Archive, shown: string): void {
  const other = archive.has('xl/workbook.bin')
    ? 'a binary Excel workbook (.xlsb)'
    : archive.has('content.xml')
      ? 'an OpenDocument file'
      : archive.has('word/document.xml')
        ? 'a Word document'
        : archive.has('_rels/.rels')
          ? undefined
          : 'a ZIP archive';
  if (other === undefined) return;
  throw new AppError('dataset.wrong-file-type', `${shown} is ${other}, not a table.`, {
    hint: other === 'a ZIP archive' ? 'Unpack it first.' : 'Save the sheet as .xlsx or CSV.',
    details: { path: shown },
  });
}

/** Relations of a part (of the archive itself for ''), by id; types without their namespace, targets as names in the archive. */
async function readRelations(archive: Archive, part: string, shown: string): Promise<Map<string, Relation>> {
  const folder = posix.dirname(part);
  const relations = new Map<string, Relation>();
  const open = (name: string, { Id, Type, Target, TargetMode }: Record<string, string>) => {
    if (name !== 'Relationship' || !Id || !Type || !Target || TargetMode === 'External') return;
    const target = Target.startsWith('/') ? Target.slice(1) : posix.join(folder, Target);
    relations.set(Id, { type: posix.basename(Type), target });
  };
  await parseAll(archive.read(posix.join(folder, '_rels', `${posix.basename(part)}.rels`)), { open }, shown);
  return relations;
}

async function readSheets(archive: Archive, main: string, relations: Map<string, Relation>, shown: string) {
  const sheets: SheetEntry[] = [];
  let is1904 = false;
  const open = (name: string, attributes: Record<string, string>) => {
    if (name === 'workbookPr') is1904 = ['1', 'true'].includes(attributes['date1904'] ?? '');
    if (name !== 'sheet') return;
    const id = Object.entries(attributes).find(([key]) => key.endsWith(':id'))?.[1];
    const relation = relations.get(id ?? '');
    if (relation?.type === 'worksheet') sheets.push({ name: attributes['name'] ?? '', part: relation.target });
  };
  await parseAll(archive.read(main), { open }, shown);
  return { sheets, is1904 };
}

function chooseSheet(sheets: SheetEntry[], wanted: string | number | undefined, shown: string): SheetEntry {
  const found = typeof wanted === 'string' ? sheets.find(({ name }) => name === wanted) : sheets[(wanted ?? 1) - 1];
  if (found) return found;
  if (wanted === undefined) throw brokenWorkbook(shown, 'it has no sheet with cells');
  const names = sheets.map(({ name }) => name);
  const nearest = typeof wanted === 'string' && names.length > 0 ? `Did you mean "${closest(wanted, names)}"? ` : '';
  throw new AppError('dataset.unknown-sheet', `${shown} has no sheet ${JSON.stringify(wanted)}.`, {
    hint: `${nearest}Sheets: ${names.join(', ')}.`,
    details: { path: shown, sheet: wanted },
  });
}

async function readKinds(archive: Archive, part: string, shown: string): Promise<NumberKind[]> {
  const codes = new Map<number, string>();
  const kinds: NumberKind[] = [];
  let inCells = false;
  const open = (name: string, attributes: Record<string, string>) => {
    if (name === 'numFmt') codes.set(Number(attributes['numFmtId']), attributes['formatCode'] ?? '');
    else if (name === 'cellXfs') inCells = true;
    else if (name === 'xf' && inCells) {
      const id = Number(attributes['numFmtId'] ?? 0);
      kinds.push(numberKind(id, codes.get(id)));
    }
  };
  const close = (name: string) => {
    if (name === 'cellXfs') inCells = false;
  };
  await parseAll(archive.read(part), { open, close }, shown);
  return kinds;
}
