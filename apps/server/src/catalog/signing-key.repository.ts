import { createHash, generateKeyPairSync } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { sql, type Selectable } from 'kysely';
import { CATALOG, type Catalog } from './catalog.js';
import type { SigningKeysTable } from './tables.js';

export type StoredSigningKey = Selectable<SigningKeysTable>;

/** Keys with which the project signs the files that it issues: Ed25519, PEM; the oldest one signs, all of them verify. */
@Injectable()
export class SigningKeyRepository {
  constructor(@Inject(CATALOG) private readonly catalog: Catalog) {}

  /** The key that signs. Makes it on the first call; processes that come at the same time get the same one. */
  async current(now: Date): Promise<StoredSigningKey> {
    return this.catalog.transaction().execute(async (tx) => {
      const found = await tx
        .selectFrom('signing_keys')
        .selectAll()
        .orderBy('created_at')
        .orderBy('id')
        .limit(1)
        .executeTakeFirst();
      if (found !== undefined) return found;
      // There is no row yet to lock.
      await sql`select pg_advisory_xact_lock(hashtextextended('signing-key', 0))`.execute(tx);
      const first = await tx.selectFrom('signing_keys').selectAll().orderBy('created_at').limit(1).executeTakeFirst();
      return first ?? tx.insertInto('signing_keys').values(makeKey(now)).returningAll().executeTakeFirstOrThrow();
    });
  }

  all(): Promise<StoredSigningKey[]> {
    return this.catalog.selectFrom('signing_keys').selectAll().orderBy('created_at').orderBy('id').execute();
  }
}

function makeKey(now: Date): Omit<StoredSigningKey, 'created_at'> & { created_at: Date } {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const id = createHash('sha256').update(publicKey).digest('hex').slice(0, 16);
  return { id, public_key: publicKey, private_key: privateKey, created_at: now };
}
