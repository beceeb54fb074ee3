import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Engine } from '../dist/server/engine/engine.js';

const folder = join(import.meta.dirname, '../var/bench/data');

/** An engine instance with one view over a Parquet file that `sql` makes; the same instance serves both sides of a bench. */
export async function openTable(name, sql) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const engine = new Engine({ duckdbMemory: '8GB', duckdbThreads: 2, stateDir: join(folder, 'state') });
  const workspace = await engine.open([folder]);
  const file = join(folder, `${name}.parquet`);
  await workspace.run(`COPY (${sql}) TO '${file}' (FORMAT parquet)`);
  await workspace.run(`CREATE VIEW ${name} AS SELECT * FROM read_parquet('${file}')`);
  const close = async () => {
    await workspace.close();
    await engine.onModuleDestroy();
    rmSync(folder, { recursive: true, force: true });
  };
  return { engine, workspace, folder, close };
}
