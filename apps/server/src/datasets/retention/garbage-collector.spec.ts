import { existsSync } from 'node:fs';
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseAnswers, DatasetLab } from '../../../../../test/support/dataset-lab.js';
import { pushedItem } from '../../../../../test/support/pushed-item.js';
import type { DatasetVersion } from '../../catalog/dataset-version.repository.js';
import { workingFolderName } from '../../common/process-identity.js';
import type { DatasetItem } from '../../content/project.js';
import { logFolder } from '../rows/append-log.js';
import { GarbageCollector } from './garbage-collector.js';

const ready = await databaseAnswers();
const DAY = 86_400_000;

describe.skipIf(!ready)('collecting garbage', () => {
  let lab: DatasetLab;
  beforeAll(async () => (lab = await DatasetLab.open()));
  beforeEach(() => (lab.clock.at = new Date('2026-11-01T00:00:00Z')));
  afterAll(() => lab.close());

  const collect = (items: DatasetItem[], dryRun = false) => {
    const project = { datasets: new Map(items.map((item) => [item.name, item])) };
    return new GarbageCollector(
      project,
      lab.versions,
      lab.pushes,
      { stateDir: join(lab.root, 'var') },
      lab.clock,
    ).collect({ dryRun });
  };
  const later = (days: number) => (lab.clock.at = new Date(lab.clock.at.getTime() + days * DAY));
  /** A version a day, oldest first. */
  async function makeVersions(
    name: string,
    count: number,
    keep: object,
  ): Promise<{ item: DatasetItem; made: DatasetVersion[] }> {
    const made: DatasetVersion[] = [];
    let item = lab.item(name, {});
    for (let n = 0; n < count; n++) {
      item = lab.item(name, { keep }, { sql: `SELECT ${n} AS n` });
      made.push((await lab.refresh(item)).version);
      later(1);
    }
    return { item, made };
  }
  const use = (id: string, versions: Record<string, string>) =>
    lab.catalog
      .insertInto('results')
      .values({
        id,
        digest: 'd',
        report: 'r',
        as_of: '2026-10-31',
        language: 'en',
        title: 't',
        source: JSON.stringify({ versions }),
        created_at: lab.clock.at,
      })
      .execute();
  const left = async (name: string) => (await lab.versions.list(name)).map(({ id }) => id);

  it('leaves the latest versions, the young ones, and those that an issue used, with all their files', async () => {
    const { item, made } = await makeVersions('plain', 5, { versions: 2, days: 0 });
    await use('issue', { plain: made[1]!.id });
    const first = await collect([item], true);
    expect(first.versions.map(({ id }) => id).sort()).toEqual([made[0]!.id, made[2]!.id].sort());
    expect(await left('plain')).toHaveLength(5);
    expect(await collect([item])).toEqual(first);
    expect((await left('plain')).sort()).toEqual([made[1]!.id, made[3]!.id, made[4]!.id].sort());
    expect((await readdir(join(lab.storage, 'datasets/plain'))).sort()).toEqual((await left('plain')).sort());
    for (const n of [1, 3, 4]) expect(await lab.rows([made[n]!], 'FROM plain')).toEqual([[n]]);
    expect(await collect([item])).toEqual({ versions: [], waiting: 0, files: 0, bytes: 0 });
  });

  it('leaves what a run holds that has not ended', async () => {
    const { item, made } = await makeVersions('running', 3, { versions: 1, days: 0 });
    const at = lab.clock.at;
    const run = {
      job: 'j',
      report: 'r',
      as_of: '2026-10-31',
      language: 'en',
      formats: '[]',
      parameters: '{}',
      deadline: at,
      created_at: at,
    };
    await lab.catalog
      .insertInto('runs')
      .values({ id: 'run', ...run, state: 'running', result_id: null })
      .execute();
    const step = {
      run_id: 'run',
      step: 'refresh:running',
      seq: 0,
      state: 'done' as const,
      progress: 1,
      output: made[0]!.id,
      reused: false,
    };
    await lab.catalog.insertInto('run_steps').values(step).execute();
    await collect([item]);
    expect((await left('running')).sort()).toEqual([made[0]!.id, made[2]!.id].sort());
    await lab.catalog.updateTable('runs').set({ state: 'done' }).where('id', '=', 'run').execute();
    await collect([item]);
    expect(await left('running')).toEqual([made[2]!.id]);
  });

  it('leaves parts of removed versions that kept ones share, and removes the rest', async () => {
    const item = pushedItem(lab, { keep: { versions: 1, days: 0 } });
    const receiver = lab.receiver(item);
    const push = async (count: number, from: number) => {
      const body = Array.from({ length: count }, (_, i) => ({ id: from + i }));
      await receiver.receive('events', { type: 'application/json', body });
      const { version } = await lab.refresh(item);
      later(1);
      return version;
    };
    const versions = [await push(1000, 0), await push(10, 1000), await push(10, 2000)];
    await receiver.beforeApplicationShutdown();
    await collect([item]);
    expect(await left('events')).toEqual([versions[2]!.id]);
    expect(await lab.rows([versions[2]!], 'SELECT count(*), sum(id) FROM events')).toEqual([
      [1020, 499500 + 10045 + 20045],
    ]);
    const base = join(lab.storage, versions[0]!.path);
    expect(await readdir(base)).toEqual(['events.parquet']);
    expect(existsSync(join(lab.storage, versions[1]!.path))).toBe(false);
  });

  it('removes segments of the log when all their rows are in a version and nobody writes into them', async () => {
    const item = lab.item('logged', { rows: {}, columns: [{ name: 'id', type: 'BIGINT' }] });
    const receiver = lab.receiver(item);
    const push = (id: number) => receiver.receive('logged', { type: 'application/json', body: { id } });
    const folder = logFolder(lab.storage, 'logged');
    const age = async () => {
      for (const name of await readdir(folder)) await utimes(join(folder, name), lab.clock.at, lab.clock.at);
    };
    await push(1);
    await lab.refresh(item);
    await age();
    await collect([item]);
    expect(await readdir(folder)).toHaveLength(1);
    later(1);
    await push(2);
    const [old, young] = (await readdir(folder)).sort();
    await utimes(join(folder, young!), lab.clock.at, lab.clock.at);
    expect(await collect([item])).toMatchObject({ files: 1 });
    expect(await readdir(folder)).toEqual([young]);
    later(1);
    expect(await collect([item])).toMatchObject({ files: 0 });
    const { version } = await lab.refresh(item);
    expect(await lab.rows([version], 'FROM logged ORDER BY id')).toEqual([[1], [2]]);
    expect(version.manifest.cursor?.segments).not.toHaveProperty(old!);
    await collect([item]);
    expect(await readdir(folder)).toEqual([]);
    await push(3);
    await receiver.beforeApplicationShutdown();
    expect(await lab.rows([(await lab.refresh(item)).version], 'SELECT count(*) FROM logged')).toEqual([[3]]);
  });

  it('removes folders of dead processes and unpublished versions, and none of the living', async () => {
    const tmp = join(lab.root, 'var/tmp');
    const mine = workingFolderName('refresh');
    for (const name of ['duckdb-999999999.1-a', 'import-999999999.1-b', mine]) {
      await mkdir(join(tmp, name), { recursive: true });
      await writeFile(join(tmp, name, 'x'), 'xx');
    }
    await mkdir(join(lab.storage, 'datasets/plain/.tmp-x'), { recursive: true });
    expect(await collect([], true)).toMatchObject({ files: 3, bytes: 4 });
    await collect([]);
    const names = await readdir(tmp);
    expect(names).toContain(mine);
    expect(names.filter((name) => name.includes('-999999999.'))).toEqual([]);
    expect(existsSync(join(lab.storage, 'datasets/plain/.tmp-x'))).toBe(false);
  });
});
