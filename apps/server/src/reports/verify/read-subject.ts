import type { Result } from '../../blocks/result.js';
import { AppError } from '../../common/errors.js';
import type { ReportTarget } from '../html/view-settings.js';
import { compareDocuments, PAGE_NUMBER } from './compare-documents.js';
import type { Difference } from './difference.js';
import type { FileFormat } from './file-format.js';
import { readHtmlFigures, readHtmlText } from './read-html.js';
import { compareResults, parseResultJson } from './read-json.js';
import { readPdfText, type PdfText } from './read-pdf.js';
import { compareXlsx, readXlsxResultId } from './read-xlsx.js';

/** A file taken apart: the result that it names, and how it compares with one. */
export interface Subject {
  resultId: string | null;
  /** Null when the file can't be read at all. */
  compare: ((result: Result, composeHtml: (target: ReportTarget) => Promise<string>) => Promise<Difference[]>) | null;
  message?: string;
}

/** Takes a file apart, so that it can be compared. Never throws for what is in it. */
export async function readSubject(format: FileFormat, bytes: Uint8Array): Promise<Subject> {
  try {
    if (format === 'pdf') return pdfSubject(await readPdfText(bytes));
    if (format === 'xlsx')
      return { resultId: readXlsxResultId(bytes), compare: (result) => compareXlsx(bytes, result) };
    const text = Buffer.from(bytes).toString('utf8');
    return format === 'html' ? htmlSubject(text) : jsonSubject(text);
  } catch (error) {
    if (error instanceof AppError) return { resultId: null, compare: null, message: error.message };
    throw error;
  }
}

function pdfSubject(pdf: PdfText): Subject {
  return {
    resultId: pdf.margins.match(/(?<![0-9a-f])[0-9a-f]{12}(?![0-9a-f])/)?.[0] ?? fullId(pdf.body),
    compare: async (_result, composeHtml) =>
      compareDocuments(readHtmlFigures(await composeHtml('pdf')), pdf.numbers, pdf.pages),
  };
}

function htmlSubject(html: string): Subject {
  return {
    resultId:
      fullId(html.match(/<meta name="decile-result-id" content="([^"]*)"/)?.[1] ?? '') ?? fullId(readHtmlText(html)),
    compare: async (_result, composeHtml) => {
      const found = readHtmlFigures(html)
        .map((figure) => figure.text)
        .filter((text) => text !== PAGE_NUMBER);
      return compareDocuments(readHtmlFigures(await composeHtml('web')), found, 1);
    },
  };
}

function jsonSubject(text: string): Subject {
  const found = parseResultJson(text);
  if (found === null) return { resultId: null, compare: null, message: 'The JSON is no Decile result.' };
  return { resultId: fullId(found.id), compare: async (result) => compareResults(result, found) };
}

function fullId(text: string): string | null {
  return text.match(/(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/)?.[0] ?? null;
}
