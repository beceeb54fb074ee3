import { join } from 'node:path';
import type { RefusedCell } from '../../catalog/tables.js';
import type { DatasetItem } from '../../content/project.js';
import type { RowPushRepository } from '../../catalog/row-push.repository.js';
import { writeScratchCsv, type ScratchCsv } from '../scratch-csv.js';
import { checkRows } from './check-rows.js';
import type { LogRecord } from './log-record.js';
import { listSegments, readLog, type LoggedRecord } from './read-log.js';

/** What lay in the log behind the positions of the version before, as scratch files. */
export interface TakenLog {
  /** Accepted rows in the order of the columns, then their arrival: a text that sorts as they came. */
  rows: ScratchCsv;
  /** row, column, value, reason, received_at. */
  rejects: ScratchCsv;
  /** Bytes taken of each segment that is still there. */
  segments: Record<string, number>;
  records: number;
}

interface TakeContext {
  item: DatasetItem;
  pushes: RowPushRepository;
}

type Texts = (string | null)[];

/**
 * Reads the log from the given positions on. A push that is there twice, because its answer was lost, counts once. Rows that were
 * checked against other columns than those of now are checked again. Memory: one segment.
 */
export async function takeLog(
  folder: string,
  from: Record<string, number>,
  { item, pushes }: TakeContext,
  scratch: string,
): Promise<TakenLog> {
  const there = new Set(await listSegments(folder));
  const segments = Object.fromEntries(Object.entries(from).filter(([segment]) => there.has(segment)));
  const rejects: Texts[] = [];
  let records = 0;
  async function* batches(): AsyncGenerator<Texts[]> {
    for await (const logged of readLog(folder, from)) {
      segments[logged.segment] = logged.end;
      records += 1;
      if (await isRepeated(item.name, logged, pushes)) continue;
      const checked = settle(item, logged.record);
      rejects.push(...checked.rejects.map((cell) => refusedTexts(cell, logged.record.received_at)));
      yield checked.rows.map((row, i) => [...row, arrivalOf(logged, i)]);
    }
  }
  const rows = await writeScratchCsv(join(scratch, 'rows.csv'), batches());
  return { rows, rejects: await writeScratchCsv(join(scratch, 'rejects.csv'), [rejects]), segments, records };
}

/** True when another record of the log stands for the same push. */
async function isRepeated(dataset: string, { record, segment, offset }: LoggedRecord, pushes: RowPushRepository) {
  const { key, digest, rows, rejects, received_at } = record;
  if (key === undefined || digest === undefined) return false;
  const receipt = {
    dataset,
    accepted: rows.length,
    refused: rejects.length,
    rejects: rejects.slice(0, 100),
    position: { segment, offset },
  };
  const kept = await pushes.settle(dataset, { key, digest, receipt, pushed_at: new Date(received_at) });
  return kept !== null && (kept.segment !== segment || kept.offset !== offset);
}

function settle(
  { spec }: DatasetItem,
  { columns, rows, rejects }: LogRecord,
): { rows: Texts[]; rejects: RefusedCell[] } {
  const now = (spec.columns ?? []).map(({ name, type = 'VARCHAR' }) => ({ name, type }));
  if (JSON.stringify(now) === JSON.stringify(columns)) return { rows, rejects };
  const known = new Set(now.map(({ name }) => name));
  const named = rows.map((row, i) => ({
    row: i + 1,
    fields: Object.fromEntries(columns.flatMap(({ name }, at) => (known.has(name) ? [[name, row[at]]] : []))),
  }));
  const again = checkRows(spec, named);
  return { rows: again.accepted, rejects: [...rejects, ...again.rejects] };
}

function refusedTexts({ row, column, value, reason }: RefusedCell, receivedAt: string): Texts {
  return [String(row), column, value, reason, receivedAt.replace('T', ' ').replace('Z', '')];
}

function arrivalOf({ record, segment, offset }: LoggedRecord, row: number): string {
  return `${record.received_at} ${segment} ${String(offset).padStart(12, '0')} ${String(row).padStart(9, '0')}`;
}
