import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Engine } from '../engine/engine.js';
import { readProject } from './read-project.js';

let folder: string;
let engine: Engine;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'decile-decisions-'));
  engine = new Engine({ stateDir: folder, duckdbMemory: '200MB', duckdbThreads: 1 });
});
afterAll(async () => {
  await engine.onModuleDestroy();
  await rm(folder, { recursive: true });
});

const RULES = `title: Rules
analysis:
  kind: condition_rules
  input: moments
  outcome: bought
  conditions: [place, { column: distance_m, at_most: [200] }]
  holdout: { key: event_id }
`;
const TRIGGERS = `title: Triggers
decisions:
  event: event_id
  customer: customer_id
  time: sensed_at
  rules: rules
  grades: { from: grades, customer: customer_id }
  policy: { max_grade: 6 }
columns:
  - { name: event_id, type: VARCHAR }
  - { name: customer_id, type: VARCHAR }
  - { name: sensed_at, type: TIMESTAMP }
  - { name: place, type: VARCHAR }
  - { name: distance_m, type: DOUBLE }
`;

async function check(triggers: string, more: Record<string, string> = {}) {
  const root = await mkdtemp(join(folder, 'p-'));
  const files = {
    'decile.yaml': 'name: shop\ntitle: Shop\n',
    'datasets/moments.yaml': 'title: Moments\n',
    'datasets/moments.sql': `SELECT 1 AS event_id, 'MALL' AS place, 5 AS distance_m, 1 AS bought`,
    'datasets/grades.yaml': 'title: Grades\n',
    'datasets/grades.sql': `SELECT 'K' AS customer_id, 1 AS grade`,
    'datasets/rules.yaml': RULES,
    'datasets/triggers.yaml': triggers,
    ...more,
  };
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), text);
  }
  const sketch = await engine.openSketch();
  const project = await readProject(root, { tablesOf: engine.tablesOf, expressionOf: engine.expressionOf, sketch });
  await sketch.close();
  return project;
}

it('is read as a table of events and decisions, whose refresh needs neither rules nor grades', async () => {
  const { datasets, diagnostics } = await check(TRIGGERS, {
    'datasets/sent.yaml': 'title: Sent\n',
    'datasets/sent.sql': "SELECT event_id, place, rule, grade, decided_at FROM triggers WHERE decision = 'send'",
  });
  expect(diagnostics).toEqual([]);
  expect(datasets.get('triggers')!.inputs).toEqual([]);
});

it.each([
  [
    'a field that the rules ask for and events have not',
    TRIGGERS.replace('  - { name: distance_m, type: DOUBLE }\n', ''),
    'decisions.no-such-field',
  ],
  ['rules that are none', TRIGGERS.replace('rules: rules', 'rules: grades'), 'decisions.no-rules'],
  ['rules that are not there', TRIGGERS.replace('rules: rules', 'rules: rulez'), 'dataset.unknown-input'],
  ['grades that are not there', TRIGGERS.replace('from: grades', 'from: grads'), 'dataset.unknown-input'],
  ['a time that is none', TRIGGERS.replace('sensed_at, type: TIMESTAMP', 'sensed_at, type: DATE'), 'decisions.no-time'],
  [
    'a customer that is no column',
    TRIGGERS.replace('customer: customer_id\n', 'customer: client\n'),
    'dataset.unknown-column',
  ],
  ['a column of the decision itself', `${TRIGGERS}  - { name: reason, type: VARCHAR }\n`, 'decisions.taken-column'],
  ['a column without a type', TRIGGERS.replace('place, type: VARCHAR', 'place'), 'dataset.rows-type'],
])('names %s', async (_, triggers, code) => {
  const { diagnostics } = await check(triggers);
  expect(diagnostics).toMatchObject([{ code, file: 'datasets/triggers.yaml' }]);
});
