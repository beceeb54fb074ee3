import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { whenAbsent } from '../dataset-storage.js';
import { decodeRecords, type FoundRecord } from './log-record.js';

export interface LoggedRecord extends FoundRecord {
  segment: string;
}

/** Names of a dataset's segments, in the order in which they were opened. */
export async function listSegments(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(whenAbsent([] as string[]));
  return names.filter((name) => name.endsWith('.log')).sort();
}

/**
 * Records that lie behind the given positions (bytes taken of each segment). Each segment is synced before its records are given
 * out: what is taken from the log must be in it for good. One segment (64 MB and a push) is in memory at a time.
 */
export async function* readLog(folder: string, taken: Record<string, number>): AsyncGenerator<LoggedRecord> {
  for (const segment of await listSegments(folder)) {
    const from = taken[segment] ?? 0;
    const bytes = await readSegment(join(folder, segment), from);
    for (const found of decodeRecords(bytes, from, segment)) yield { ...found, segment };
  }
}

async function readSegment(path: string, from: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    if ((await file.stat()).size <= from) return Buffer.alloc(0);
    await file.datasync();
    return await file.readFile();
  } finally {
    await file.close();
  }
}
