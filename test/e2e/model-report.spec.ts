import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../apps/server/src/analytics/random.js';
import type { Result } from '../../apps/server/src/blocks/result.js';

const root = resolve(import.meta.dirname, '../..');
const isBuilt = existsSync(join(root, 'dist/server/main.js'));
if (!isBuilt) process.stderr.write('model-report.spec.ts is skipped: there is no build (npm run build:server)\n');

const home = mkdtempSync(join(tmpdir(), 'decile-model-'));
const project = join(home, 'project');
const out = join(home, 'out');

const ROWS = 3000;

/** Customers whose renewal depends on plan and on neither few nor many visits; the shoe size is noise. */
function customers(): string {
  const random = seededRandom(7);
  const plans = [
    ['basic', -1.2],
    ['plus', 0],
    ['premium', 1.2],
  ] as const;
  const lines = Array.from({ length: ROWS }, (_, i) => {
    const visits = random.below(21);
    const [plan, worth] = plans[random.below(3)]!;
    const shoeSize = 36 + random.below(10);
    const chance = 1 / (1 + Math.exp(-(-2.2 + (visits >= 6 && visits <= 13 ? 2.4 : 0) + worth)));
    return `C${String(i + 1).padStart(5, '0')},${visits},${plan},${shoeSize},${random.next() < chance ? 'yes' : 'no'}`;
  });
  return ['customer_id,visits,plan,shoe_size,renewed', ...lines, ''].join('\n');
}

function decile(...args: string[]) {
  const done = spawnSync(process.execPath, [join(root, 'apps/server/bin/decile.js'), ...args, '--project', project], {
    cwd: home,
    env: { ...process.env, DECILE_STATE: join(home, 'state'), DATABASE_URL: '' },
    encoding: 'utf8',
    timeout: 120_000,
  });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

function query(sql: string): Record<string, unknown>[] {
  const { code, out: text, err } = decile('query', sql, '--format', 'json');
  expect(err, sql).not.toContain('error');
  expect(code, sql).toBe(0);
  return JSON.parse(text) as Record<string, unknown>[];
}

describe.runIf(isBuilt)(
  'a project of YAML over a CSV',
  () => {
    let ran: ReturnType<typeof decile>;
    let result: Result;

    beforeAll(() => {
      cpSync(join(import.meta.dirname, 'model-report'), project, { recursive: true });
      mkdirSync(join(project, 'data'));
      writeFileSync(join(project, 'data/customers.csv'), customers());
      ran = decile('run', 'response-model', '--as-of', '2026-10-31', '--out', out, '--format', 'pdf,xlsx,json');
      if (ran.code === 0) result = JSON.parse(readFileSync(join(out, 'result.json'), 'utf8')) as Result;
    }, 120_000);
    afterAll(() => rmSync(home, { recursive: true, force: true }));

    it('trains, grades and explains in one run', () => {
      expect(ran.err).not.toContain('error');
      expect(ran.code).toBe(0);
      for (const file of ['response-model.pdf', 'response-model.xlsx', 'result.json'])
        expect(existsSync(join(out, file)), file).toBe(true);
    });

    it('reports the AUROC that the table of quality holds', () => {
      const sql = "select value from renewal.quality where is_champion and measure = 'auroc'";
      const [{ value }] = query(sql) as [{ value: number }];
      expect(result.figures['model.auroc']!.value).toBe(value);
      expect(value).toBeGreaterThan(0.75);
      expect(result.figures['model.verdict']!.value).toBe('reliable');
    });

    it('finds the two columns that were planted and does not claim the noise', () => {
      expect(result.figures['model.first_lift']!.value).toBeGreaterThan(1.5);
      expect(result.figures['reasons.counting']!.value).toBe('visits, plan');
      expect(result.figures['reasons.idle']!.value).toBe('shoe_size');
      expect(JSON.stringify(result.sections)).toMatch(
        /No reliable link between Shoe size and the chance of “Renewed: yes”/,
      );
    });

    it('gives a PDF whose figures are reproduced', () => {
      const { code, out: text } = decile('verify', join(out, 'response-model.pdf'));
      expect(text).toContain('Figures reproduced: yes');
      expect(code).toBe(0);
    });
  },
  120_000,
);
