import { randomUUID } from 'node:crypto';
import { Kysely, PostgresDialect } from 'kysely';
import { Pool } from 'pg';
import { describe, expect, it } from 'vitest';
import { databaseAnswers } from '../../../../../test/support/dataset-lab.js';
import type { CatalogTables } from '../tables.js';
import { initial } from './0001-initial.js';
import { appendLog } from './0002-append-log.js';

const DATABASE = process.env['DECILE_TEST_DATABASE'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';
const ready = await databaseAnswers();

describe.skipIf(!ready)('migration 0002', () => {
  it('turns the file of each table of the versions that are there into its one part', async () => {
    const schema = `migration_${randomUUID().replaceAll('-', '')}`;
    const pool = new Pool({ connectionString: DATABASE, options: `-c search_path=${schema}`, max: 1 });
    const catalog = new Kysely<CatalogTables>({ dialect: new PostgresDialect({ pool }) });
    try {
      await pool.query(`CREATE SCHEMA ${schema}`);
      await initial.up(catalog);
      const columns = [{ name: 'n', type: 'BIGINT' }];
      const table = (name: string, file: string) => ({ name, file, rows: 3, bytes: 10, sha256: 'ab', columns });
      const manifest = {
        dataset: 'g',
        tables: [table('g.scores', 'scores.parquet'), table('g.shares', 'shares.parquet')],
        read: 0,
      };
      await pool.query(`INSERT INTO dataset_versions VALUES ('id', 'g', '', 'datasets/g/id', $1, now())`, [manifest]);
      await appendLog.up(catalog);
      const { rows } = await pool.query<{ manifest: unknown }>('SELECT manifest FROM dataset_versions');
      const parted = (name: string, file: string) => ({
        name,
        rows: 3,
        columns,
        parts: [{ file, rows: 3, bytes: 10, sha256: 'ab' }],
      });
      expect(rows[0]?.manifest).toEqual({
        dataset: 'g',
        read: 0,
        tables: [
          parted('g.scores', 'datasets/g/id/scores.parquet'),
          parted('g.shares', 'datasets/g/id/shares.parquet'),
        ],
      });
    } finally {
      await pool.query(`DROP SCHEMA ${schema} CASCADE`);
      await catalog.destroy();
    }
  });
});
