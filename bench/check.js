import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readProject } from '../dist/server/content/read-project.js';
import { Engine } from '../dist/server/engine/engine.js';
import { median } from './measure.js';

const folder = join(import.meta.dirname, '../var/bench/check');
/** Milliseconds that a writer waits without noticing it as a wait. */
const BUDGET = 2000;

/** A project of SQL datasets that read each other two by two. */
function writeProject(count) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'datasets'), { recursive: true });
  writeFileSync(join(folder, 'decile.yaml'), 'name: wide\ntitle: Wide\n');
  for (let i = 0; i < count; i += 1) {
    const sql = i === 0 ? 'SELECT 1 AS x' : `SELECT a.x FROM d${i - 1} a JOIN d${Math.floor(i / 2)} b USING (x)`;
    writeFileSync(join(folder, `datasets/d${i}.sql`), sql);
    writeFileSync(
      join(folder, `datasets/d${i}.yaml`),
      'title: T\ncolumns: [{ name: x, title: { en: X, ko: 엑스 } }]\ntests: [{ unique: [x] }]\n',
    );
  }
}

/** Reading, linking and binding a project of 200 datasets, as `decile check` does, against its budget of two seconds. */
export async function* run() {
  writeProject(200);
  const engine = new Engine({ stateDir: join(folder, 'var'), duckdbMemory: '1GB', duckdbThreads: 2 });
  const ours = await median(async () => {
    const sketch = await engine.openSketch();
    const { datasets } = await readProject(folder, {
      tablesOf: engine.tablesOf,
      expressionOf: engine.expressionOf,
      sketch,
    });
    await sketch.close();
    if (datasets.size !== 200) throw new Error('the project is not sound');
  });
  yield { vs: 'a budget of 2 s, 200 datasets', goal: 1, ours, theirs: BUDGET, unit: 'ms' };
  await engine.onModuleDestroy();
}
