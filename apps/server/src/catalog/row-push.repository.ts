import { Inject, Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { CATALOG, type Catalog } from './catalog.js';
import type { PushReceipt } from './tables.js';

/** A push that came with an idempotency key. */
export interface KeyedPush {
  key: string;
  /** SHA-256 of the body. */
  digest: string;
  receipt: PushReceipt;
  pushed_at: Date;
}

/** What was answered to pushes with an idempotency key. The append log holds their rows. */
@Injectable()
export class RowPushRepository {
  constructor(@Inject(CATALOG) private readonly catalog: Catalog) {}

  /**
   * Runs `push` unless the key was used before, while no other process does so for the same key, and keeps what it returns. Returns what
   * is kept for the key; its digest tells whether the body was the same.
   */
  once(dataset: string, key: string, push: () => Promise<KeyedPush>): Promise<{ pushed: KeyedPush; isNew: boolean }> {
    return this.catalog.transaction().execute(async (tx) => {
      await sql`select pg_advisory_xact_lock(hashtextextended(${`push:${dataset}:${key}`}, 0))`.execute(tx);
      const known = await tx
        .selectFrom('row_pushes')
        .selectAll()
        .where('dataset', '=', dataset)
        .where('key', '=', key)
        .orderBy('pushed_at', 'desc')
        .limit(1)
        .executeTakeFirst();
      if (known) return { pushed: known, isNew: false };
      const pushed = await push();
      await tx
        .insertInto('row_pushes')
        .values({ ...pushed, dataset, receipt: JSON.stringify(pushed.receipt) })
        // A refresh may have found the record in the log already, and settled it.
        .onConflict((conflict) => conflict.columns(['dataset', 'key', 'digest']).doNothing())
        .execute();
      return { pushed, isNew: true };
    });
  }

  /**
   * Makes sure that a logged push is known by its key, and tells which record of the log stands for it: a push whose answer was lost may be
   * in the log twice.
   */
  async settle(dataset: string, { key, digest, receipt, pushed_at }: KeyedPush): Promise<PushReceipt['position']> {
    await this.catalog
      .insertInto('row_pushes')
      .values({ dataset, key, digest, receipt: JSON.stringify(receipt), pushed_at })
      .onConflict((conflict) => conflict.columns(['dataset', 'key', 'digest']).doNothing())
      .execute();
    const { receipt: kept } = await this.catalog
      .selectFrom('row_pushes')
      .select('receipt')
      .where('dataset', '=', dataset)
      .where('key', '=', key)
      .where('digest', '=', digest)
      .executeTakeFirstOrThrow();
    return kept.position;
  }

  /** Forgets keys that were used before a time. Returns how many. */
  async forget(before: Date): Promise<number> {
    const done = await this.catalog.deleteFrom('row_pushes').where('pushed_at', '<', before).executeTakeFirst();
    return Number(done.numDeletedRows);
  }
}
