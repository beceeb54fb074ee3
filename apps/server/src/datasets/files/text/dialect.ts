import type { FileSource } from '../../../content/spec/dataset.js';

/** How a text file is cut into records and fields. */
export interface Dialect {
  /** One character, or `blank` for runs of blanks. */
  delimiter: string;
  quote: string;
  header: boolean;
  /** Fields of the first record: the names when there is a header. */
  first: string[];
}

const DELIMITERS = [',', '\t', ';', '|'];
const SAMPLE_RECORDS = 200;
const NUMBER_OR_DATE = /^[+-]?[\d.,:/\- ]*\d[\d.,:/\- ]*$/;

/** Sniffs what the definition leaves out. `text` is the head of the file, without byte-order mark. */
export function sniffDialect(text: string, source: Pick<FileSource, 'delimiter' | 'quote' | 'header'> = {}): Dialect {
  const quote = source.quote ?? '"';
  const delimiter = source.delimiter === '\\t' ? '\t' : (source.delimiter ?? sniffDelimiter(text, quote));
  const records = splitRecords(text, quote, SAMPLE_RECORDS);
  const first = splitFields(records[0] ?? '', delimiter, quote);
  return {
    delimiter,
    quote,
    header: source.header ?? sniffHeader(first, splitFields(records[1] ?? '', delimiter, quote)),
    first,
  };
}

/** Fields of one record; doubled quotes stand for one. */
export function splitFields(record: string, delimiter: string, quote: string): string[] {
  if (delimiter === 'blank') return record.trim().split(/[ \t]+/);
  const fields: string[] = [];
  let field = '';
  let quoted = false;
  for (let i = 0; i < record.length; i++) {
    const char = record[i]!;
    if (quoted && char === quote && record[i + 1] === quote) field += record[++i];
    else if (quote !== '' && char === quote && (quoted || field === '')) quoted = !quoted;
    else if (!quoted && char === delimiter) {
      fields.push(field);
      field = '';
    } else field += char;
  }
  return [...fields, field];
}

/** Records up to a limit, blank ones left out; a line break inside quotes belongs to its field. */
export function splitRecords(text: string, quote: string, limit: number): string[] {
  const records: string[] = [];
  let record = '';
  let quotes = 0;
  for (const line of text.split(/\r\n|\n|\r/)) {
    record = quotes % 2 === 1 ? `${record}\n${line}` : line;
    quotes = quote === '' ? 0 : record.split(quote).length - 1;
    if (quotes % 2 === 1 || record.trim() === '') continue;
    records.push(record);
    if (records.length === limit) break;
  }
  return records.length === 0 && record.trim() !== '' ? [record] : records;
}

/** The delimiter by which most records have the same number of fields, more than one; blanks where none does. */
function sniffDelimiter(text: string, quote: string): string {
  const records = splitRecords(text, quote, SAMPLE_RECORDS);
  let best = { delimiter: '', agreement: 0 };
  for (const delimiter of DELIMITERS) {
    const agreement = agreementOf(records.map((record) => splitFields(record, delimiter, quote).length));
    if (agreement > best.agreement) best = { delimiter, agreement };
  }
  if (best.agreement >= 0.5) return best.delimiter;
  const blank = agreementOf(records.map((record) => splitFields(record, 'blank', '').length));
  return blank >= 0.9 ? 'blank' : ',';
}

/** Share of records that have the commonest number of fields, 0 where that is one. */
function agreementOf(counts: number[]): number {
  const frequency = new Map<number, number>();
  for (const count of counts) frequency.set(count, (frequency.get(count) ?? 0) + 1);
  const [fields, records] = [...frequency].sort(([, a], [, b]) => b - a)[0] ?? [1, 0];
  return fields > 1 ? records / counts.length : 0;
}

/**
 * Whether the fields of the first record are names: all there, none a number or date, and all different, unless the record after it (where it is
 * given) has a number or date and so is another kind of record: then names stand twice.
 */
export function sniffHeader(first: string[], second: string[] = []): boolean {
  const names = first.map((field) => field.trim());
  if (names.some((name) => name === '' || NUMBER_OR_DATE.test(name))) return false;
  return new Set(names).size === names.length || second.some((field) => NUMBER_OR_DATE.test(field.trim()));
}
