import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Engine } from '../engine/engine.js';
import { readProject } from './read-project.js';

const REPORT = (curves: string) => `title: R
sections:
  - id: s
    title: S
    blocks:
      - id: c
        kind: chart
        chart: curve
        sql: SELECT 1 AS a, 2 AS b, 3 AS g ORDER BY a
        x: a
        y: [b]
        split: g
        reference: diagonal
        curves: ${curves}
`;

describe('the second query of a curve', () => {
  let root: string;
  let engine: Engine;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'decile-curves-'));
    engine = new Engine({ stateDir: root, duckdbMemory: '512MB', duckdbThreads: 2 });
    await mkdir(join(root, 'report-templates', 'r'), { recursive: true });
    await writeFile(join(root, 'decile.yaml'), 'name: shop\ntitle: Shop\n');
  });
  afterAll(async () => {
    await engine.onModuleDestroy();
    await rm(root, { recursive: true });
  });
  const check = async (curves: string) => {
    await writeFile(join(root, 'report-templates', 'r', 'report.yaml'), REPORT(curves));
    const sketch = await engine.openSketch();
    const { diagnostics } = await readProject(root, {
      tablesOf: engine.tablesOf,
      expressionOf: engine.expressionOf,
      sketch,
    });
    await sketch.close();
    return diagnostics.map(({ line, column, code, message }) => `${line}:${column} ${code} ${message}`);
  };

  it('is read like the first: datasets that are not there, columns that it does not give, also that of the panels', async () => {
    expect(await check('{ sql: SELECT 1 AS a FROM gone, group: a, x: a, y: a }')).toEqual([
      '14:43 sql.unknown-dataset unknown dataset "gone"',
    ]);
    expect(await check('{ sql: "SELECT 1 AS a, 2 AS i, 3 AS b", group: i, x: a, y: c }')).toEqual([
      '12:16 block.unknown-column there is no column "g"',
      '14:76 block.unknown-column there is no column "c"',
    ]);
  });

  it('is sound with all of them', async () => {
    expect(await check('{ sql: "SELECT 1 AS a, 2 AS i, 3 AS b, 4 AS g", group: i, x: a, y: b }')).toEqual([]);
  });
});
