import { randomBytes } from 'node:crypto';
import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { storageFull } from '../../engine/engine-error.js';
import { syncPath } from '../dataset-storage.js';
import { encodeRecord, type LogRecord } from './log-record.js';

/** Where a record begins. */
export interface LogPosition {
  segment: string;
  offset: number;
}

interface Waiting {
  bytes: Buffer;
  done: (position: LogPosition) => void;
  failed: (reason: unknown) => void;
}

interface Segment {
  name: string;
  file: FileHandle;
  size: number;
  openedAt: number;
}

const SEGMENT_BYTES = 64 << 20;
/** A segment that takes no more writes after this can be removed some time later. */
export const SEGMENT_MS = 10 * 60_000;

/** Folder of a dataset's segments, absolute. */
export function logFolder(root: string, dataset: string): string {
  return join(root, 'log', dataset);
}

/**
 * The append log of one dataset, as one process writes it: into segments of its own, so that processes never write into the same file.
 * Pushes that come together share one sync.
 */
export class AppendLog {
  private waiting: Waiting[] = [];
  private working: Promise<void> | undefined;
  private segment: Segment | undefined;

  constructor(
    private readonly folder: string,
    private readonly now: () => Date,
  ) {}

  /** Resolves when the record is on the disk, synced. Throws `storage.full` (retryable); then the record counts as not written. */
  append(record: LogRecord): Promise<LogPosition> {
    return new Promise((done, failed) => {
      this.waiting.push({ bytes: encodeRecord(record), done, failed });
      this.working ??= this.work();
    });
  }

  async close(): Promise<void> {
    await this.working;
    await this.leave();
  }

  private async work(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting;
      this.waiting = [];
      try {
        const positions = await this.write(batch.map(({ bytes }) => bytes));
        batch.forEach(({ done }, i) => done(positions[i]!));
      } catch (thrown) {
        // What is in the segment now is unknown, so nothing is written behind it.
        await this.leave().catch(() => {});
        for (const { failed } of batch) failed(storageFull(thrown) ?? thrown);
      }
    }
    this.working = undefined;
  }

  private async write(records: Buffer[]): Promise<LogPosition[]> {
    const segment = await this.current();
    const bytes = Buffer.concat(records);
    await segment.file.writeFile(bytes);
    await segment.file.datasync();
    if ((await segment.file.stat()).nlink === 0) throw new Error(`the log segment ${segment.name} was removed`);
    let offset = segment.size;
    segment.size += bytes.length;
    return records.map(({ length }) => {
      const position = { segment: segment.name, offset };
      offset += length;
      return position;
    });
  }

  private async current(): Promise<Segment> {
    const now = this.now().getTime();
    const { segment } = this;
    if (segment && segment.size < SEGMENT_BYTES && now - segment.openedAt < SEGMENT_MS) return segment;
    await this.leave();
    await mkdir(this.folder, { recursive: true });
    const name = `${now.toString(36)}-${randomBytes(6).toString('hex')}.log`;
    const file = await open(join(this.folder, name), 'ax');
    this.segment = { name, file, size: 0, openedAt: now };
    await syncPath(this.folder);
    return this.segment;
  }

  private async leave(): Promise<void> {
    const { segment } = this;
    this.segment = undefined;
    await segment?.file.close();
  }
}
