import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCatalog, type OpenCatalog } from './open-catalog.js';
import { ResultRepository } from './result.repository.js';

let stateDir: string;
let open: OpenCatalog;
let results: ResultRepository;

beforeAll(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'decile-results-'));
  open = await openCatalog({ stateDir, databaseUrl: undefined });
  results = new ResultRepository(open.catalog);
});
afterAll(async () => {
  await open.close();
  await rm(stateDir, { recursive: true, force: true });
});

async function keep(
  id: string,
  as_of: string,
  made: string,
  more: { parameters?: object; files?: boolean; language?: string } = {},
) {
  const { parameters = { store: 7, area: 'north' }, files = true, language = 'en' } = more;
  const created_at = new Date(made);
  const source = { parameters };
  await results.save({
    id,
    digest: `d-${id}`,
    report: 'monthly',
    as_of,
    language,
    title: 't',
    source,
    created_at,
  });
  const file = { result_id: id, format: 'json', path: 'p', file_name: 'f', sha256: id, bytes: 1, created_at };
  if (files) await results.saveArtefacts([file]);
}

describe('the issue before', () => {
  it('is the latest as-of day before with the same parameters in whatever order and with files, in the same language if there is one, made last', async () => {
    await keep('august', '2026-08-31', '2026-09-01');
    await keep('september-1', '2026-09-30', '2026-10-01');
    await keep('september-2', '2026-09-30', '2026-10-02');
    await keep('september-other', '2026-09-30', '2026-10-03', { parameters: { store: 8, area: 'north' } });
    await keep('september-unwritten', '2026-09-30', '2026-10-04', { files: false });
    await keep('september-ko', '2026-09-30', '2026-10-05', { language: 'ko' });
    await keep('october', '2026-10-31', '2026-11-01');
    const before = async (as_of: string, parameters: object = { area: 'north', store: 7 }, language = 'en') =>
      (await results.before({ report: 'monthly', as_of, language, parameters }))?.id;
    expect(await before('2026-10-31')).toBe('september-2');
    expect(await before('2026-10-31', undefined, 'ko')).toBe('september-ko');
    expect(await before('2026-09-30', undefined, 'ko')).toBe('august');
    expect(await before('2026-09-30')).toBe('august');
    expect(await before('2026-08-31')).toBeUndefined();
    expect(await before('2026-10-31', {})).toBeUndefined();
    expect(
      await results.before({ report: 'weekly', as_of: '2026-10-31', language: 'en', parameters: {} }),
    ).toBeUndefined();
  });
});
