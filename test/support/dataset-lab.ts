import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Kysely, PostgresDialect } from 'kysely';
import { Client, Pool } from 'pg';
import {
  DatasetVersionRepository,
  type DatasetVersion,
} from '../../apps/server/src/catalog/dataset-version.repository.js';
import { initial } from '../../apps/server/src/catalog/migrations/0001-initial.js';
import { appendLog } from '../../apps/server/src/catalog/migrations/0002-append-log.js';
import { definitions } from '../../apps/server/src/catalog/migrations/0004-definitions.js';
import { RowPushRepository } from '../../apps/server/src/catalog/row-push.repository.js';
import type { CatalogTables } from '../../apps/server/src/catalog/tables.js';
import { dataset as datasetSchema } from '../../apps/server/src/content/spec/dataset.js';
import type { DatasetItem, Project } from '../../apps/server/src/content/project.js';
import type { RefreshContext } from '../../apps/server/src/datasets/build-context.js';
import { DatasetReader } from '../../apps/server/src/datasets/dataset-reader.js';
import { DatasetRefresher } from '../../apps/server/src/datasets/dataset-refresher.js';
import { RowReceiver } from '../../apps/server/src/datasets/rows/row-receiver.js';
import { Engine } from '../../apps/server/src/engine/engine.js';

const DATABASE = process.env['DECILE_TEST_DATABASE'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';

/** Folder of real data, or undefined where it is absent; says so on stderr. */
export function realData(): string | undefined {
  const folder = resolve(process.env['DECILE_REAL_DATA'] ?? '../shared/data');
  if (existsSync(folder)) return folder;
  process.stderr.write(`SKIPPED: no real data at ${folder} (set DECILE_REAL_DATA)\n`);
  return undefined;
}

/** True when a PostgreSQL for tests answers; says so on stderr when not. */
export async function databaseAnswers(): Promise<boolean> {
  const client = new Client({ connectionString: DATABASE, connectionTimeoutMillis: 2000 });
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    process.stderr.write('SKIPPED: no PostgreSQL for tests (set DECILE_TEST_DATABASE)\n');
    return false;
  }
}

/** A project folder, a state folder, a catalogue schema of its own and the services over them. */
export class DatasetLab {
  readonly versions: DatasetVersionRepository;
  readonly pushes: RowPushRepository;
  readonly refresher: DatasetRefresher;
  readonly reader: DatasetReader;
  readonly engine: Engine;
  readonly logged: string[] = [];
  /** Stands still until a test moves it. */
  readonly clock = { at: new Date('2026-11-01T00:00:00Z'), now: () => this.clock.at };

  private constructor(
    readonly root: string,
    readonly schema: string,
    readonly catalog: Kysely<CatalogTables>,
  ) {
    const environment = {
      stateDir: join(root, 'var'),
      duckdbMemory: '1GB',
      duckdbThreads: 2,
      allowHosts: ['127.0.0.1'],
    };
    this.engine = new Engine(environment);
    this.versions = new DatasetVersionRepository(catalog);
    this.pushes = new RowPushRepository(catalog);
    this.refresher = new DatasetRefresher(this.engine, this.versions, this.pushes, this.clock, environment);
    this.reader = new DatasetReader(this.engine, this.versions, environment);
  }

  static async open(): Promise<DatasetLab> {
    const schema = `lab_${randomUUID().replaceAll('-', '')}`;
    const pool = new Pool({ connectionString: DATABASE, options: `-c search_path=${schema}`, max: 4 });
    await pool.query(`CREATE SCHEMA ${schema}`);
    const catalog = new Kysely<CatalogTables>({ dialect: new PostgresDialect({ pool }) });
    await initial.up(catalog);
    await appendLog.up(catalog);
    await definitions.up(catalog);
    return new DatasetLab(await mkdtemp(join(tmpdir(), 'decile-lab-')), schema, catalog);
  }

  /** The same lab in another process, which does not close it. */
  static join(root: string, schema: string): DatasetLab {
    const pool = new Pool({ connectionString: DATABASE, options: `-c search_path=${schema}`, max: 4 });
    return new DatasetLab(root, schema, new Kysely<CatalogTables>({ dialect: new PostgresDialect({ pool }) }));
  }

  /** Takes pushed rows for these datasets, as one api process does. */
  receiver(...items: DatasetItem[]): RowReceiver {
    const project = { datasets: new Map(items.map((item) => [item.name, item])) } as unknown as Project;
    return new RowReceiver(project, this.pushes, { stateDir: join(this.root, 'var') }, this.clock);
  }

  async close(): Promise<void> {
    await this.engine.onModuleDestroy();
    await this.catalog.schema.dropSchema(this.schema).cascade().execute();
    await this.catalog.destroy();
    await rm(this.root, { recursive: true, force: true });
  }

  get storage(): string {
    return join(this.root, 'var', 'storage');
  }

  async write(path: string, content: string | Uint8Array): Promise<void> {
    const target = join(this.root, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content);
  }

  /** A dataset item as the content layer would give it. */
  item(
    name: string,
    spec: Record<string, unknown>,
    more: Partial<Pick<DatasetItem, 'sql' | 'inputs' | 'titles'>> = {},
  ): DatasetItem {
    return {
      name,
      file: `datasets/${name}.yaml`,
      spec: datasetSchema.parse({ title: name, ...spec }),
      inputs: [],
      ...more,
    };
  }

  refresh(item: DatasetItem, options: Partial<RefreshContext> = {}) {
    return this.refresher.refresh(item, {
      project: { root: this.root },
      asOf: '2026-10-31',
      parameters: {},
      inputs: new Map(),
      progress: () => {},
      log: (message) => this.logged.push(message),
      ...options,
    });
  }

  /** Refreshes and hands back the thrown error. */
  async refusal(item: DatasetItem, options: Partial<RefreshContext> = {}): Promise<unknown> {
    try {
      await this.refresh(item, options);
    } catch (thrown) {
      return thrown;
    }
    throw new Error(`${item.name} was published`);
  }

  /** Rows of a query over versions. */
  async rows(versions: DatasetVersion[], sql: string) {
    const session = await this.reader.open(versions);
    try {
      return (await session.query(sql)).rows;
    } finally {
      await session.close();
    }
  }
}
