import type { LogRecord } from '../rows/log-record.js';
import type { AppendLog } from '../rows/append-log.js';

type Texts = (string | null)[];

interface Waiting {
  row: Texts;
  done: () => void;
  failed: (reason: unknown) => void;
}

/** Writes decisions into the append log of their dataset, those that come while the disk is busy as one record. */
export class DecisionLog {
  private waiting: Waiting[] = [];
  private isWriting = false;

  constructor(
    private readonly log: Pick<AppendLog, 'append'>,
    private readonly columns: LogRecord['columns'],
    private readonly now: () => Date,
  ) {}

  /** Resolves when the row is on the disk, synced. Throws what AppendLog throws; then it counts as not written. */
  append(row: Texts): Promise<void> {
    return new Promise((done, failed) => {
      this.waiting.push({ row, done, failed });
      if (!this.isWriting) void this.write();
    });
  }

  private async write(): Promise<void> {
    this.isWriting = true;
    // Requests that were read in the same turn of the event loop share the sync.
    await new Promise<void>((next) => setImmediate(next));
    while (this.waiting.length > 0) {
      const batch = this.waiting;
      this.waiting = [];
      const record = {
        received_at: this.now().toISOString(),
        columns: this.columns,
        rows: batch.map(({ row }) => row),
        rejects: [],
      };
      try {
        await this.log.append(record);
        for (const { done } of batch) done();
      } catch (thrown) {
        for (const { failed } of batch) failed(thrown);
      }
    }
    this.isWriting = false;
  }
}
