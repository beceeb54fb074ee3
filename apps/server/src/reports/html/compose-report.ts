import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mix } from '../../blocks/charts/chart-palette.js';
import type { Result } from '../../blocks/result.js';
import { isColor, readableOnWhite } from '../../common/color.js';
import { embedFonts } from './fonts.js';
import { fillPageSlots } from './page-slots.js';
import { reportView, shortId } from './report-view.js';
import type { ReportTemplate } from './report-template.js';
import { renderLayout } from './template-engine.js';
import { templateFolder } from './template-folder.js';
import { brandColor, logoUrl, type ReportTarget } from './view-settings.js';

export interface ComposeOptions {
  target: ReportTarget;
  template?: ReportTemplate;
  /** Page number by element id, for the contents page; blank where unknown. */
  pages?: ReadonlyMap<string, number>;
}

/** Nothing may be fetched, nothing may run; the look comes with the document. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:";

/**
 * The whole report as one HTML document: fonts, style and charts inside, no script, no request to anywhere. The same result gives the
 * same bytes. Throws AppError `report.template-failed` when a layout of the content's own fails.
 */
export async function composeReport(result: Result, options: ComposeOptions): Promise<string> {
  return fillPageSlots(await composeDocument(result, options), options.pages);
}

/** The document with its page numbers still open, for who has to find them out. */
export async function composeDocument(result: Result, options: Omit<ComposeOptions, 'pages'>): Promise<string> {
  const { target, template } = options;
  const body = await renderLayout(reportView(result, target), template);
  const style = await documentStyle(result, target, template?.style);
  const fonts = await embedFonts(body + style + result.title);
  return [
    '<!doctype html>',
    `<html lang="${result.language}">`,
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta name="decile-result-id" content="${result.id}">`,
    `<title>${escapeHtml(result.title)}</title>`,
    `<style>\n${fonts}\n${style}</style>`,
    '</head>',
    `<body class="${target}">`,
    body,
    '</body>',
    '</html>\n',
  ].join('\n');
}

async function documentStyle(result: Result, target: ReportTarget, own: string | undefined): Promise<string> {
  const names = target === 'web' ? ['style.css', 'web.css'] : ['style.css', 'print.css'];
  const files = await Promise.all(names.map(readStyle));
  const running = target === 'pdf' ? runningHeads(result) : '';
  return [...files, brandVariables(result), running, own ?? ''].join('\n').replaceAll(/<(?=\/|!)/g, '\\3c ');
}

const styles = new Map<string, Promise<string>>();

function readStyle(name: string): Promise<string> {
  const text = styles.get(name) ?? readFile(join(templateFolder(), name), 'utf8');
  styles.set(name, text);
  return text;
}

function brandVariables(result: Result): string {
  const color = brandColor(result);
  const { accent, good, bad } = result.brand;
  const variables = {
    brand: color,
    'brand-text': readableOnWhite(color),
    'brand-tint': mix(color, '#ffffff', 0.82),
    'brand-wash': mix(color, '#ffffff', 0.94),
    accent: isColor(accent) ? accent : color,
    ...(isColor(good) && { good: readableOnWhite(good) }),
    ...(isColor(bad) && { bad: readableOnWhite(bad) }),
  };
  const written = Object.entries(variables).map(([name, value]) => `--${name}:${value}`);
  return `:root{${written.join(';')}}`;
}

function runningHeads(result: Result): string {
  const head = [result.title, result.subtitle].filter(Boolean).join(' · ');
  const foot = `${result.brand.name} · ${shortId(result)}`;
  const url = logoUrl(result);
  const logo = url === null || !result.brand.logo ? '' : runningLogo(url, result.brand.logo);
  return `@page{@top-left{content:${cssString(head)}}@bottom-left{content:${cssString(foot)}}}${logo}`;
}

/** Room for the logo in a running head, in mm; its middle stands on the line of the text. */
const RUNNING_LOGO = { width: 40, height: 7, middle: 16 };

/** The logo on every page but the cover; the text beside it gives way, as margin boxes share the width. */
function runningLogo(url: string, { width, height }: { width: number; height: number }): string {
  const tall = Math.min(RUNNING_LOGO.height, (RUNNING_LOGO.width * height) / width);
  const place = `right ${(RUNNING_LOGO.middle - tall / 2).toFixed(2)}mm/auto ${tall.toFixed(2)}mm`;
  const box = `content:"";width:${RUNNING_LOGO.width}mm;background:url("${url}") no-repeat ${place}`;
  return `@page{@top-left{width:125mm}@top-right{${box}}}@page:first{@top-right{content:none}}`;
}

/** A CSS string literal; everything but plain letters and digits is written as an escape, so no name can close it. */
function cssString(text: string): string {
  const escaped = text.replaceAll(/["\\\n\r\f<>]/g, (char) => `\\${(char.codePointAt(0) ?? 32).toString(16)} `);
  return `"${escaped}"`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
