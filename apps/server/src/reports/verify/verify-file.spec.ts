import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { Result } from '../../blocks/result.js';
import { sha256 } from '../../common/canonical.js';
import { AppError } from '../../common/errors.js';
import { renderXlsx } from '../xlsx/render-xlsx.js';
import { resultDigest } from './read-json.js';
import { renderVerification, verificationExitCode } from './render-verification.js';
import { signFile } from './signature.js';
import { verifyFile, type LedgerEntry, type VerifyDependencies } from './verify-file.js';

const fixture = JSON.parse(
  readFileSync(new URL('../../../../../test/fixtures/result.en.json', import.meta.url), 'utf8'),
) as Result;
const result: Result = { ...fixture, id: sha256('what went in'), digest: resultDigest(fixture) };
const pair = generateKeyPairSync('ed25519', {
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const key = { id: 'k1', privateKey: pair.privateKey };
const subject = { resultId: result.id, digest: result.digest };
const html = `<!doctype html><html><head><meta name="decile-result-id" content="${result.id}"></head><body>
<div id="b-summary-headline"><b>1,558</b> <i>13.0%</i></div><div id="b-trend-share_table">111,456,788,928</div></body></html>`;

const xlsx = signFile('xlsx', await renderXlsx(result), subject, key);
const json = signFile('json', Buffer.from(`${JSON.stringify(result, null, 2)}\n`), subject, key);
const page = signFile('html', Buffer.from(html), subject, key);
const issued = [xlsx, json, page];

const deps: VerifyDependencies<LedgerEntry> = {
  findResult: async (id) => (result.id.startsWith(id) ? ledgerEntry() : null),
  artefactBySha: async (hash) => (issued.some((file) => sha256(file) === hash) ? { result_id: result.id } : null),
  publicKeys: async () => [{ id: 'k1', publicKey: pair.publicKey }],
  resolveAgain: async () => result,
  composeHtml: async () => html,
};

function ledgerEntry(): LedgerEntry {
  return { id: result.id, digest: result.digest, report: result.report, as_of: result.as_of };
}

/** The workbook packed again with one part edited, as someone with an archive tool would do it; its signature is lost. */
function editPart(bytes: Uint8Array, name: string, from: string, to: string): Uint8Array {
  const parts = unzipSync(bytes);
  const text = strFromU8(parts[name]!);
  if (!text.includes(from)) throw new Error(`${name} has no ${from}`);
  return zipSync({ ...parts, [name]: strToU8(text.replace(from, to)) });
}

describe('verifyFile', () => {
  it.each([
    ['xlsx', xlsx],
    ['json', json],
    ['html', page],
  ])('says yes twice for an issued %s', async (format, bytes) => {
    const verification = await verifyFile(bytes, deps);
    expect(verification).toEqual({
      ok: true,
      format,
      resultId: result.id,
      report: 'rfm-grades',
      asOf: '2026-10-31',
      authentic: { ok: true, reason: 'signed-and-issued' },
      reproduced: { ok: true, reason: 'equal', differences: [] },
    });
    expect(verificationExitCode(verification)).toBe(0);
  });

  it('names block and cell of a changed number in a workbook', async () => {
    const verification = await verifyFile(
      editPart(xlsx, 'xl/worksheets/sheet2.xml', '<v>1552</v>', '<v>1553</v>'),
      deps,
    );
    expect(verification.authentic).toEqual({ ok: false, reason: 'no-signature' });
    expect(verification.reproduced.differences).toEqual([
      { block: 'trend.share_table', place: expect.stringMatching(/^Trend!B\d+$/), expected: '1552', found: '1553' },
    ]);
    expect(verificationExitCode(verification)).toBe(3);
  });

  it('names a changed cached total, a changed KPI, a changed text and a changed chart of a workbook', async () => {
    const total = await verifyFile(editPart(xlsx, 'xl/worksheets/sheet2.xml', '1526938256610', '1526938256611'), deps);
    expect(total.reproduced.differences).toMatchObject([
      { block: 'trend.share_table', found: expect.stringContaining('611') },
    ]);
    const kpi = await verifyFile(editPart(xlsx, 'xl/worksheets/sheet1.xml', '<v>1558</v>', '<v>1658</v>'), deps);
    expect(kpi.reproduced.differences).toMatchObject([{ block: 'summary.headline', expected: '1558', found: '1658' }]);
    const text = await verifyFile(editPart(xlsx, 'xl/sharedStrings.xml', '41.2%', '51.2%'), deps);
    expect(text.reproduced.differences).toMatchObject([{ block: 'summary.finding' }]);
    const chart = await verifyFile(editPart(xlsx, 'xl/charts/chart2.xml', '0.621', '0.721'), deps);
    expect(chart.reproduced.differences).toMatchObject([
      { block: 'grades.lift_bars', place: expect.stringMatching(/^chart/) },
    ]);
  });

  it('names a cell that was put into a workbook', async () => {
    const added = editPart(
      xlsx,
      'xl/worksheets/sheet2.xml',
      '</sheetData>',
      '<row r="90"><c r="B90"><v>7</v></c></row></sheetData>',
    );
    const { reproduced } = await verifyFile(added, deps);
    expect(reproduced.differences).toEqual([
      { block: 'trend.share_table', place: 'Trend!B90', expected: null, found: '7' },
    ]);
  });

  it('finds the result of a workbook that was only packed again, and reproduces it', async () => {
    const verification = await verifyFile(zipSync(unzipSync(xlsx)), deps);
    expect(verification).toMatchObject({ ok: false, resultId: result.id, reproduced: { ok: true } });
  });

  it('says that a signed file was changed when its signature is still there', async () => {
    const changed = Buffer.from(page);
    changed[changed.indexOf('1,558')] = '7'.codePointAt(0)!;
    const verification = await verifyFile(changed, deps);
    expect(verification.authentic).toEqual({ ok: false, reason: 'changed-after-signing' });
    expect(verification.reproduced.differences).toEqual([
      { block: 'summary.headline', expected: '1,558', found: '7,558' },
    ]);
  });

  it('names the block and the place of a tampered JSON', async () => {
    const text = Buffer.from(json).toString().replace('123456789012', '923456789012');
    const verification = await verifyFile(Buffer.from(text), deps);
    expect(verification.authentic.reason).toBe('changed-after-signing');
    expect(verification.reproduced.differences).toMatchObject([
      { block: 'summary.headline', place: 'sections.summary.headline.items.2.value', expected: '123456789012' },
    ]);
  });

  it('tells a foreign key, an unlisted file, an unknown result and a file without id apart', async () => {
    expect((await verifyFile(xlsx, { ...deps, publicKeys: async () => [] })).authentic.reason).toBe('unknown-key');
    expect((await verifyFile(xlsx, { ...deps, artefactBySha: async () => null })).authentic.reason).toBe(
      'not-in-ledger',
    );
    expect((await verifyFile(xlsx, { ...deps, findResult: async () => null })).reproduced.reason).toBe(
      'unknown-result',
    );
    expect((await verifyFile(Buffer.from('<html>1</html>'), deps)).reproduced.reason).toBe('no-result-id');
    expect((await verifyFile(Buffer.from('{}'), deps)).reproduced.reason).toBe('unreadable');
    expect((await verifyFile(Buffer.from('PK\u0003\u0004 torn'), deps)).reproduced.reason).toBe('unreadable');
    expect((await verifyFile(Buffer.from('%PDF-1.7 torn'), deps)).reproduced.reason).toBe('unreadable');
    expect((await verifyFile(new Uint8Array(), deps)).reproduced.reason).toBe('unknown-format');
  });

  it('says so when the result can\u2019t be resolved again, or comes out different', async () => {
    const gone = new AppError('dataset.version-gone', 'Version abc of orders is gone.');
    const lost = await verifyFile(json, { ...deps, resolveAgain: () => Promise.reject(gone) });
    expect(lost.reproduced).toMatchObject({ ok: false, reason: 'not-resolved', message: gone.message });
    const other = { ...result, method: 'another' };
    const html2 = await verifyFile(page, {
      ...deps,
      resolveAgain: async () => ({ ...other, digest: resultDigest(other) }),
    });
    expect(html2.reproduced).toMatchObject({ ok: false, reason: 'result-differs' });
  });
});

describe('renderVerification', () => {
  it('writes three lines, and the blocks that differ', async () => {
    const good = renderVerification(await verifyFile(xlsx, deps), 'en');
    expect(good.trimEnd().split('\n')).toHaveLength(3);
    const changed = editPart(xlsx, 'xl/worksheets/sheet2.xml', '<v>1552</v>', '<v>1553</v>');
    const bad = renderVerification(await verifyFile(changed, deps), 'en');
    expect(bad).toContain('Figures reproduced: NO');
    expect(bad).toMatch(/trend\.share_table \[Trend!B\d+\]: expected 1552, found 1553/);
    expect(renderVerification(await verifyFile(changed, deps), 'ko')).toContain('수치 재현: 아니요');
  });
});
