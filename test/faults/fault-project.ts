import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const FILES: Record<string, string> = {
  'decile.yaml': 'name: faults\ntitle: Faults\n',
  'jobs/small.yaml': 'title: Small\nreport: small\nformats: [pdf, json]\ntimeout_minutes: 30\n',
  'datasets/numbers.yaml': 'title: Numbers\ntests: [{ unique: [id] }]\n',
  'datasets/numbers.sql':
    'SELECT i AS id, CAST(hash(i, CAST($seed AS BIGINT)) % 1000 AS INTEGER) AS amount FROM range(2000) AS r (i)\n',
  'datasets/groups.yaml': 'title: Groups\ntests: [{ unique: [part] }]\n',
  'datasets/groups.sql':
    'SELECT id % 7 AS part, count(*) AS items, CAST(sum(amount) AS BIGINT) AS total FROM numbers GROUP BY 1\n',
  'report-templates/small/report.yaml': `title: Small
parameters:
  seed: { type: number, default: 0 }
figures:
  all: { sql: 'SELECT CAST(sum(total) AS BIGINT) AS total, sum(items) AS items FROM groups' }
sections:
  - id: summary
    title: 'Total {{figure "all.total"}}'
    blocks:
      - { id: head, kind: kpi, items: [{ label: Total, value: all.total }] }
      - { id: parts, kind: table, sql: 'SELECT part, items, total FROM groups ORDER BY part' }
`,
};

/** Writes a project with one small job; its parameter `seed` makes every run one of its own: nothing of another is used again. */
export function writeFaultProject(folder: string): void {
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** Steps of a run of the job, in order. */
export const FAULT_STEPS = ['refresh:numbers', 'refresh:groups', 'resolve', 'render'] as const;
