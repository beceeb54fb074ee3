import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WarmBrowser } from '../../apps/server/src/reports/pdf/warm-browser.js';
import { redisIsInstalled } from '../support/redis-server.js';
import { MADE, RunLab, until } from '../support/run-lab.js';
import { runCampaign, type Fault } from './campaign.js';
import { halfVisible } from './count-outcome.js';
import { FaultPlant } from './fault-plant.js';

const built = existsSync(join(import.meta.dirname, '../../dist/server/main.js'));
if (!built) process.stderr.write('SKIPPED: test/faults needs npm run build\n');
const backend = redisIsInstalled() ? 'redis' : 'postgres';

/** Each victim once, each step at its beginning or end; `npm run faults` does all of it, many times. */
const FAULTS: Fault[] = [
  { victim: 'worker', step: 'refresh:numbers', moment: 'running' },
  { victim: 'postgres', step: 'refresh:groups', moment: 'done' },
  { victim: 'connection', step: 'refresh:numbers', moment: 'done' },
  { victim: 'api', step: 'resolve', moment: 'running' },
  { victim: 'chromium', step: 'render', moment: 'running' },
  { victim: 'redis', step: 'resolve', moment: 'done' },
  { victim: 'workers', step: 'render', moment: 'done' },
];

describe.skipIf(!built)('killing parts of the product', () => {
  it(`loses no run, doubles none and shows nothing half-done, over 24 runs on ${backend}`, async () => {
    const result = await runCampaign({ runs: 24, backend, faults: FAULTS, pauseMs: 500, ahead: 10 });
    process.stdout.write(`faults: ${JSON.stringify(result)}\n`);
    expect(result).toMatchObject({
      asked: 24,
      done: 24,
      lost: 0,
      doubled: 0,
      half_visible: 0,
      stuck: 0,
      failed: 0,
      seen_half_visible: [],
      errors: [],
    });
    expect(Object.keys(result.struck).length).toBeGreaterThanOrEqual(4);
  }, 300_000);
});

describe.skipIf(!built)('a disk that is full in mid-run', () => {
  const plant = new FaultPlant('postgres');
  const storage = join(plant.stateDir, 'storage');
  let mounted = false;

  beforeAll(async () => {
    mkdirSync(storage);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', storage], { stdio: 'pipe' });
      mounted = true;
    } catch {
      process.stderr.write('SKIPPED: may not mount a small file system to fill\n');
      return;
    }
    writeFileSync(join(storage, 'filler'), Buffer.alloc(statfsSync(storage).bavail * statfsSync(storage).bsize));
    await plant.open(1);
  });
  afterAll(async () => {
    if (mounted) execFileSync('umount', ['-l', storage]);
    await plant.close();
  });

  it('publishes nothing; when there is space again the run goes on by itself', async ({ skip }) => {
    if (!mounted) skip();
    const id = await plant.ask(1);
    const refused = () =>
      plant.watch.rows(`select 1 from run_events where data->'error'->>'code' = 'storage.full' and run_id = $1`, [id]);
    while ((await refused()).length === 0) await sleep(20);
    expect(await plant.watch.rows('select id from dataset_versions')).toEqual([]);
    rmSync(join(storage, 'filler'));
    const state = async () =>
      (await plant.watch.rows<{ state: string }>('select state from runs where id = $1', [id]))[0]?.state;
    await until(async () => !['queued', 'running'].includes((await state()) ?? ''));
    expect(await state()).toBe('done');
    expect(await halfVisible(plant.watch, storage)).toEqual([]);
    const left = readdirSync(join(storage, 'datasets/numbers')).filter((name) => name.startsWith('.tmp-'));
    expect(left).toEqual([]);
  }, 120_000);
});

describe('a browser that hangs', () => {
  const lab = new RunLab('postgres');
  const browser = new WarmBrowser({ timeoutMs: 2_000 });

  beforeAll(() => lab.open());
  afterAll(async () => {
    await browser.close();
    await lab.close();
  });

  it('is replaced, and the step that waited for it is done again', async () => {
    await browser.print('<p>warm</p>');
    const hanging = (await browser.processId())!;
    process.kill(hanging, 'SIGSTOP');
    lab.render = async () => {
      await browser.print('<p>report</p>');
      return MADE;
    };
    await lab.start('hung');
    const { run, events } = await lab.ended('hung');
    expect(run.state).toBe('done');
    const failures = events.flatMap(({ data }) => (data['error'] as { code: string } | undefined)?.code ?? []);
    expect(failures).toEqual(['pdf.timeout']);
    expect(await browser.processId()).not.toBe(hanging);
    expect(existsSync(`/proc/${hanging}`)).toBe(false);
  });
});
