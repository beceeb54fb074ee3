import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IssueNoteRepository } from './issue-note.repository.js';
import { openCatalog, type OpenCatalog } from './open-catalog.js';
import { ResultRepository } from './result.repository.js';
import type { NoteFields } from './tables.js';

let stateDir: string;
let open: OpenCatalog;
let notes: IssueNoteRepository;

beforeAll(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'decile-notes-'));
  open = await openCatalog({ stateDir, databaseUrl: undefined });
  notes = new IssueNoteRepository(open.catalog);
  const results = new ResultRepository(open.catalog);
  const issue = (id: string, as_of: string, language: string, store = 7) =>
    results.save({ id, digest: 'd', report: 'monthly', as_of, language, title: 't', source: { parameters: { store } }, created_at: new Date() }); // prettier-ignore
  await issue('september-ko', '2026-09-30', 'ko');
  await issue('september-en', '2026-09-30', 'en');
  await issue('september-other', '2026-09-30', 'en', 8);
  await issue('october', '2026-10-31', 'en');
});
afterAll(async () => {
  await open.close();
  await rm(stateDir, { recursive: true, force: true });
});

const write = (result_id: string, fields: NoteFields) =>
  notes.add({ result_id, block: 'plan', item: 'call', author: 'Kim', viewer: 'owner', fields, written_at: new Date() });

describe('notes on issues', () => {
  it('are those of the same report and parameters on earlier days, in whatever language, day by day in their order', async () => {
    await write('october', { owner: 'October' });
    await write('september-ko', { owner: 'Kim' });
    await write('september-en', { owner: 'Lee' });
    await write('september-other', { owner: 'Store 8' });
    const series = { report: 'monthly', as_of: '2026-10-31', parameters: { store: 7 } };
    const owners = async (found: ReturnType<typeof notes.before>) => (await found).map(({ fields }) => fields.owner);
    expect(await owners(notes.before(series))).toEqual(['Kim', 'Lee']);
    expect(await owners(notes.upTo(series))).toEqual(['Kim', 'Lee', 'October']);
    expect(await owners(notes.before({ ...series, as_of: '2026-09-30' }))).toEqual([]);
    expect(await owners(notes.before({ ...series, report: 'weekly' }))).toEqual([]);
  });

  it('are added and never changed', async () => {
    await expect(sql`update issue_notes set author = 'Nobody'`.execute(open.catalog)).rejects.toThrow('never changed');
    await expect(sql`delete from issue_notes`.execute(open.catalog)).rejects.toThrow('never changed');
  });

  it('loses none when many write at once', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, i) => write('october', { comment: `${i}` })));
    const all = await notes.upTo({ report: 'monthly', as_of: '2026-10-31', parameters: { store: 7 } });
    expect(new Set(all.map(({ id }) => id)).size).toBe(23);
  });
});
