import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { LedgerWatch } from './ledger-watch.js';

/** How a campaign ended. Everything but `asked`, `done` and `struck` must be 0. */
export interface Outcome {
  asked: number;
  done: number;
  /** Asked for and acknowledged, but not in the ledger. */
  lost: number;
  /** Runs that nobody asked for, or whose steps or ends are in the log twice. */
  doubled: number;
  /** Rows of versions, results or files whose bytes are not whole. */
  half_visible: number;
  /** Not ended when the campaign was over. */
  stuck: number;
  /** Ended otherwise than done. */
  failed: number;
}

interface RunRow {
  id: string;
  state: string;
}

/** Counts what became of the runs that were asked for; the first issue that a new server makes by itself (seed 0) is none of them. */
export async function countOutcome(watch: LedgerWatch, storage: string, asked: readonly string[]): Promise<Outcome> {
  const runs = await watch.rows<RunRow>(`select id, state from runs where parameters->>'seed' <> '0'`);
  const known = new Map(runs.map((run) => [run.id, run]));
  const doubled = await watch.rows<{ n: number }>(
    `select 1 as n from run_events where data->>'state' = 'done' group by run_id, kind, data->>'step' having count(*) > 1`,
  );
  const ends = runs.filter((run) => !['queued', 'running'].includes(run.state));
  return {
    asked: asked.length,
    done: runs.filter((run) => run.state === 'done').length,
    lost: asked.filter((id) => !known.has(id)).length,
    doubled: runs.length - new Set(asked).size + doubled.length,
    half_visible: (await damagedRows(watch, storage)).length + (await missingFiles(watch)),
    stuck: runs.length - ends.length,
    failed: ends.filter((run) => run.state !== 'done').length,
  };
}

interface FileRow {
  path: string;
  sha256: string;
}

/** Paths of registered files that are not there or not what their row says. */
export async function damagedRows(watch: LedgerWatch, storage: string): Promise<string[]> {
  const files = await watch.rows<FileRow>(`
    select path, sha256 from artefacts
    union all
    select part->>'file' as path, part->>'sha256' from dataset_versions v,
      jsonb_array_elements(v.manifest->'tables') t, jsonb_array_elements(t->'parts') part`);
  const results = await watch.rows<{ id: string }>('select id from results');
  const damaged = files.filter(({ path, sha256 }) => sha256Of(join(storage, path)) !== sha256).map(({ path }) => path);
  const gone = results.map(({ id }) => `results/${id}/frozen.json`).filter((path) => !isJson(join(storage, path)));
  return [...damaged, ...gone];
}

/** Files that are registered but not there in full length; cheap enough to ask all the time. */
export async function halfVisible(watch: LedgerWatch, storage: string): Promise<string[]> {
  const files = await watch.rows<{ path: string; bytes: string }>(`
    select path, bytes::text from artefacts
    union all
    select part->>'file' as path, part->>'bytes' from dataset_versions v,
      jsonb_array_elements(v.manifest->'tables') t, jsonb_array_elements(t->'parts') part`);
  return files
    .filter(({ path, bytes }) => statSync(join(storage, path), { throwIfNoEntry: false })?.size !== Number(bytes))
    .map(({ path }) => path);
}

/** Done runs without all their files. */
async function missingFiles(watch: LedgerWatch): Promise<number> {
  const rows = await watch.rows(`
    select r.id from runs r where r.state = 'done'
    and (select count(*) from artefacts a where a.result_id = r.result_id) < jsonb_array_length(r.formats)`);
  return rows.length;
}

function sha256Of(path: string): string | undefined {
  return existsSync(path) ? createHash('sha256').update(readFileSync(path)).digest('hex') : undefined;
}

function isJson(path: string): boolean {
  try {
    JSON.parse(readFileSync(path, 'utf8'));
    return true;
  } catch {
    return false;
  }
}
