import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Result } from '../../apps/server/src/blocks/result.js';

const root = resolve(import.meta.dirname, '../..');
const bin = join(root, 'apps/server/bin/decile.js');
const home = mkdtempSync(join(tmpdir(), 'decile-road-'));
const env = { ...process.env, DECILE_STATE: join(home, 'state'), DATABASE_URL: '' };

interface Ended {
  code: number | null;
  out: string;
  err: string;
}

function decile(args: string[], more: Record<string, string> = {}): Ended {
  const done = spawnSync(process.execPath, [bin, ...args], {
    cwd: root,
    env: { ...env, ...more },
    encoding: 'utf8',
    timeout: 120_000,
  });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

const run = (out: string, ...more: string[]): Ended =>
  decile(['run', 'rfm-grades', '--as-of', '2026-10-31', '--out', join(home, out), ...more]);
const read = (path: string): Buffer => readFileSync(join(home, path));

describe.runIf(existsSync(join(root, 'dist/server/main.js')))(
  'the road, on the demo project',
  () => {
    let first: Ended;

    beforeAll(() => {
      first = run('first');
    }, 120_000);
    afterAll(() => rmSync(home, { recursive: true, force: true }));

    it('writes four files', () => {
      expect(first.err).not.toContain('error');
      expect(first.code).toBe(0);
      for (const file of ['rfm-grades.pdf', 'rfm-grades.xlsx', 'rfm-grades.html', 'result.json']) {
        expect(existsSync(join(home, 'first', file)), file).toBe(true);
      }
    });

    it('writes the same result.json again, also in another time zone of the machine', () => {
      const again = decile(['run', 'rfm-grades', '--as-of', '2026-10-31', '--out', join(home, 'again')], {
        TZ: 'America/New_York',
      });
      expect(again.code).toBe(0);
      expect(read('again/result.json').equals(read('first/result.json'))).toBe(true);
    });

    it('gives the same digest when everything is made anew', () => {
      const fresh = decile(
        ['run', 'rfm-grades', '--as-of', '2026-10-31', '--format', 'json', '--out', join(home, 'fresh')],
        {
          DECILE_STATE: join(home, 'state-2'),
        },
      );
      expect(fresh.code).toBe(0);
      const digest = (path: string): string => (JSON.parse(read(path).toString('utf8')) as Result).digest;
      expect(digest('fresh/result.json')).toBe(digest('first/result.json'));
    });

    it('finds every file authentic and reproduced', () => {
      for (const file of ['rfm-grades.pdf', 'rfm-grades.xlsx', 'rfm-grades.html', 'result.json']) {
        const { code, out } = decile(['verify', join(home, 'first', file)]);
        expect(out, file).toContain('Figures reproduced: yes');
        expect(code, file).toBe(0);
      }
    });

    it('answers 3 and names the block when one digit of a cell was changed', () => {
      const files = unzipSync(read('first/rfm-grades.xlsx'));
      const sheets = Object.keys(files).filter((name) => name.startsWith('xl/worksheets/sheet'));
      const sheet = sheets.find((name) => />\d{4,}</.test(strFromU8(files[name]!)))!;
      files[sheet] = strToU8(
        strFromU8(files[sheet]!).replace(/<v>(\d{4,})<\/v>/, (_, n: string) => `<v>${Number(n) + 1}</v>`),
      );
      writeFileSync(join(home, 'changed.xlsx'), zipSync(files));
      const { code, out } = decile(['verify', join(home, 'changed.xlsx')]);
      expect(code).toBe(3);
      expect(out).toMatch(/^ {2}[a-z_.]+ \[.+\]: expected/m);
    });

    it('answers 3 when one digit of result.json or of the page was changed', () => {
      for (const file of ['result.json', 'rfm-grades.html']) {
        const text = read(`first/${file}`).toString('utf8');
        const customers = file === 'result.json' ? /1770/ : /1,770/;
        expect(text).toMatch(customers);
        writeFileSync(join(home, file), text.replace(customers, file === 'result.json' ? '1771' : '1,771'));
        expect(decile(['verify', join(home, file)]).code, file).toBe(3);
      }
    });

    it('can be killed in mid-run and finishes when it is run again', async () => {
      const args = ['run', 'response-lift', '--as-of', '2026-10-31', '--out', join(home, 'killed')];
      const child = spawn(process.execPath, [bin, ...args], { cwd: root, env, stdio: 'ignore' });
      await sleep(2_000);
      child.kill('SIGKILL');
      const { code, err } = decile(args);
      expect(err).not.toContain('error');
      expect(code).toBe(0);
      expect(existsSync(join(home, 'killed/response-lift.pdf'))).toBe(true);
    });

    it('gives the same issue to two runs at once', async () => {
      const start = (out: string): Promise<number | null> =>
        new Promise((done) => {
          const args = ['run', 'response-lift', '--as-of', '2026-09-30', '--out', join(home, out)];
          spawn(process.execPath, [bin, ...args], { cwd: root, env, stdio: 'ignore' }).on('exit', done);
        });
      expect(await Promise.all([start('left'), start('right')])).toEqual([0, 0]);
      expect(read('left/result.json').equals(read('right/result.json'))).toBe(true);
      expect(read('left/response-lift.pdf').equals(read('right/response-lift.pdf'))).toBe(true);
    });

    it('says what is wrong, where, and with the exit code that scripts rely on', () => {
      expect(decile(['run', 'rfm-grade'])).toMatchObject({ code: 2, err: expect.stringContaining('rfm-grades') });
      expect(run('never', '--as-of', '2026-02-29')).toMatchObject({ code: 2 });
      expect(run('never', '--as-of', '2999-01-31')).toMatchObject({ code: 2 });
      expect(run('never', '--format', 'doc')).toMatchObject({ code: 2, err: expect.stringContaining('pdf') });
      expect(decile(['query', 'select * from order'])).toMatchObject({ code: 1 });
      expect(decile(['check', '--project', home]).code).toBe(1);
    });
  },
  180_000,
);
