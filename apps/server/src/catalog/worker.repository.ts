import { Inject, Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { CATALOG, type Catalog } from './catalog.js';

/** A worker that was not seen for so long is dead, or cut off. */
const ALIVE_SECONDS = 20;

/** Workers that are alive. All times are the database's, so that clocks of machines need not agree. */
@Injectable()
export class WorkerRepository {
  constructor(@Inject(CATALOG) private readonly catalog: Catalog) {}

  /** Says that a worker is alive; takes those away that have been silent for an hour. */
  async see(worker: { id: string; host: string; pid: number }): Promise<void> {
    const now = sql<Date>`now()`;
    await this.catalog
      .insertInto('workers')
      .values({ ...worker, started_at: now, seen_at: now })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ seen_at: now }))
      .execute();
    await this.catalog
      .deleteFrom('workers')
      .where('seen_at', '<', sql<Date>`now() - interval '1 hour'`)
      .execute();
  }

  async leave(id: string): Promise<void> {
    await this.catalog.deleteFrom('workers').where('id', '=', id).execute();
  }

  /** How many workers are alive. */
  async alive(): Promise<number> {
    const { n } = await this.catalog
      .selectFrom('workers')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .where('seen_at', '>', sql<Date>`now() - make_interval(secs => ${ALIVE_SECONDS})`)
      .executeTakeFirstOrThrow();
    return Number(n);
  }
}
