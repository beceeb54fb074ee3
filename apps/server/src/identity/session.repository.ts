import { Inject, Injectable } from '@nestjs/common';
import { CATALOG, type Catalog } from '../catalog/catalog.js';

export interface NewSession {
  token_hash: string;
  kind: 'link' | 'session';
  viewer: string;
  expires_at: Date;
}

/** Sign-in links and sessions, by the hash of their secret. */
@Injectable()
export class SessionRepository {
  constructor(@Inject(CATALOG) private readonly catalog: Catalog) {}

  async save(session: NewSession): Promise<void> {
    await this.catalog.insertInto('sessions').values(session).execute();
  }

  /** Marks a link as used and opens the session in its place, in one transaction; null when the link is spent or unknown. */
  exchange(linkHash: string, now: Date, session: Omit<NewSession, 'viewer' | 'kind'>): Promise<string | null> {
    return this.catalog.transaction().execute(async (tx) => {
      const link = await tx
        .updateTable('sessions')
        .set({ used_at: now })
        .where('token_hash', '=', linkHash)
        .where('kind', '=', 'link')
        .where('used_at', 'is', null)
        .where('expires_at', '>', now)
        .returning('viewer')
        .executeTakeFirst();
      if (!link) return null;
      await tx
        .insertInto('sessions')
        .values({ ...session, kind: 'session', viewer: link.viewer })
        .execute();
      return link.viewer;
    });
  }

  async viewerOf(sessionHash: string, now: Date): Promise<string | null> {
    const row = await this.catalog
      .selectFrom('sessions')
      .select('viewer')
      .where('token_hash', '=', sessionHash)
      .where('kind', '=', 'session')
      .where('expires_at', '>', now)
      .executeTakeFirst();
    return row?.viewer ?? null;
  }

  async remove(sessionHash: string): Promise<void> {
    await this.catalog.deleteFrom('sessions').where('token_hash', '=', sessionHash).execute();
  }

  async removeExpired(now: Date): Promise<void> {
    await this.catalog.deleteFrom('sessions').where('expires_at', '<=', now).execute();
  }
}
