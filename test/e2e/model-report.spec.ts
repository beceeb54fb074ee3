import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Result } from '../../apps/server/src/blocks/result.js';
import theirs from '../oracles/response-model.json' with { type: 'json' };
import { renewalCustomers } from '../support/renewal-customers.js';

const root = resolve(import.meta.dirname, '../..');
const isBuilt = existsSync(join(root, 'dist/server/main.js'));
if (!isBuilt) process.stderr.write('model-report.spec.ts is skipped: there is no build (npm run build:server)\n');

const home = mkdtempSync(join(tmpdir(), 'decile-model-'));
const project = join(home, 'project');
const out = join(home, 'out');

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

const BASE = theirs.responders / theirs.customers;

/** What a model says on rows that it did not learn from. */
interface Judged {
  folds: string;
  measures: Record<string, number>;
  lift: number[];
}

/** Both models and the coefficients of the regression, in one go: each question starts a process. */
function readModels(): { boosting: Judged; linear: Judged; coefficients: Record<string, unknown>[] } {
  const judged = (name: string) => `{
    'folds': (select string_agg(fold, '' order by customer_id) from ${name}.scores),
    'measures': (select map_from_entries(list((measure, value))) from ${name}.quality where is_champion),
    'lift': (select list(lift order by grade) from ${name}.grades)}`;
  const [{ found }] = query(`select to_json({
    'boosting': ${judged('renewal')}, 'linear': ${judged('renewal_line')},
    'coefficients': (select list(c) from renewal_line.coefficients as c)})::varchar as found`) as [{ found: string }];
  return JSON.parse(found) as ReturnType<typeof readModels>;
}

/** Holds figures against those of a reference library, each within its tolerance. */
function expectNear(own: Judged, other: Record<string, unknown>, tolerances: Record<string, number>): void {
  expect(own.folds, 'the oracle was asked on these folds').toBe(theirs.folds);
  for (const [measure, tolerance] of Object.entries(tolerances))
    expect(Math.abs(own.measures[measure]! - Number(other[measure])), measure).toBeLessThan(tolerance);
}

const farthest = (own: readonly number[], other: readonly number[]) =>
  Math.max(...other.map((lift, i) => Math.abs(own[i]! - lift)));

describe.runIf(isBuilt)(
  'a project of YAML over a CSV',
  () => {
    let ran: ReturnType<typeof decile>;
    let result: Result;

    beforeAll(() => {
      cpSync(join(import.meta.dirname, 'model-report'), project, { recursive: true });
      mkdirSync(join(project, 'data'));
      writeFileSync(join(project, 'data/customers.csv'), renewalCustomers());
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

    it('gives the figures of the reference libraries: of a regression to 1e-6, of boosting within its chance', () => {
      expect(decile('refresh', 'renewal_line', '--as-of', '2026-10-31').code).toBe(0);
      const { boosting, linear, coefficients } = readModels();
      expectNear(linear, theirs.linear, {
        auroc: 1e-6,
        average_precision: 1e-6,
        ks: 1e-6,
        brier: 1e-6,
        log_loss: 1e-6,
      });
      expectNear(boosting, theirs.boosting, {
        auroc: 0.005,
        average_precision: 0.01,
        ks: 0.015,
        brier: 0.001,
        log_loss: 0.003,
      });
      // Responders of a grade are whole customers here, and expected ones there: less than one apart; trees also rank a little differently.
      expect(farthest(linear.lift, theirs.linear.lift)).toBeLessThan(1 / (300 * BASE));
      expect(farthest(boosting.lift, theirs.boosting.lift)).toBeLessThan(0.12);
      expect(coefficients).toHaveLength(Object.keys(theirs.coefficients).length);
      for (const row of coefficients) {
        const name = row['feature'] === null ? 'intercept' : [row['feature'], row['level']].filter(Boolean).join('=');
        const own = theirs.coefficients[(name || 'intercept') as keyof typeof theirs.coefficients];
        for (const [figure, value] of Object.entries(own))
          expect(Math.abs(Number(row[figure]) - value), `${name} ${figure}`).toBeLessThan(
            1e-6 * Math.max(1, Math.abs(value)),
          );
      }
    });

    it('gives a PDF whose figures are reproduced', () => {
      const { code, out: text } = decile('verify', join(out, 'response-model.pdf'));
      expect(text).toContain('Figures reproduced: yes');
      expect(code).toBe(0);
    });
  },
  120_000,
);
