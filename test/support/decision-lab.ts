import type { DatasetItem, Project } from '../../apps/server/src/content/project.js';
import { DecisionService } from '../../apps/server/src/datasets/decisions/decision-service.js';
import { join } from 'node:path';
import type { DatasetLab } from './dataset-lab.js';

/** Sensed moments: near a MALL nine of ten buy, elsewhere one of ten; two months. */
const MOMENTS = `
  SELECT i AS event_id, TIMESTAMP '2026-09-01 09:00:00' + to_hours(i % 1460) AS sensed_at, ['MALL', 'CVS'][1 + i % 2] AS place,
    (i * 37 % 900)::INTEGER AS distance_m, (hash(i) % 10 < if(i % 2 = 0 AND i * 37 % 900 <= 200, 9, 1))::INTEGER AS bought,
    if(hash(i) % 10 < if(i % 2 = 0 AND i * 37 % 900 <= 200, 9, 1), 6000, 0)::DECIMAL(12,0) AS margin, 500::DECIMAL(12,0) AS cost
  FROM range(8000) t(i)`;

/** The datasets `triggers`, `rules` and `grades` of a small shop; K1 to K10 have the grades 1 to 10. */
export function decisionItems(
  lab: DatasetLab,
  policy: Record<string, unknown> = { max_grade: 6, per_customer_day: 1 },
) {
  const moments = lab.item('moments', {}, { sql: MOMENTS });
  const rules = lab.item(
    'rules',
    {
      analysis: {
        kind: 'condition_rules',
        input: 'moments',
        outcome: 'bought',
        margin: 'margin',
        cost: 'cost',
        conditions: ['place', { column: 'distance_m', at_most: [200] }],
        holdout: { key: 'event_id' },
        representatives: 1,
        keep: 1,
      },
    },
    { inputs: ['moments'] },
  );
  const grades = lab.item(
    'grades',
    {},
    { sql: `SELECT 'K' || g AS customer_id, g::INTEGER AS grade FROM range(1, 11) t(g)` },
  );
  const triggers = lab.item('triggers', {
    decisions: {
      event: 'event_id',
      customer: 'customer_id',
      time: 'sensed_at',
      rules: 'rules',
      grades: { from: 'grades', customer: 'customer_id' },
      policy,
    },
    columns: [
      { name: 'event_id', type: 'VARCHAR' },
      { name: 'customer_id', type: 'VARCHAR' },
      { name: 'sensed_at', type: 'TIMESTAMP' },
      { name: 'place', type: 'VARCHAR' },
      { name: 'distance_m', type: 'DOUBLE' },
    ],
  });
  return { moments, rules, grades, triggers };
}

type Items = ReturnType<typeof decisionItems>;

/** Refreshes what the decisions stand on. */
export async function refreshGround(lab: DatasetLab, { moments, rules, grades }: Items): Promise<void> {
  const { version } = await lab.refresh(moments);
  await lab.refresh(rules, { inputs: new Map([['moments', version]]) });
  await lab.refresh(grades);
}

/** The service as one api process has it; the clock of the project is that of Seoul. */
export function decisionService(lab: DatasetLab, ...items: DatasetItem[]): DecisionService {
  const datasets = new Map(items.map((item) => [item.name, item]));
  const project = { datasets, spec: { time_zone: 'Asia/Seoul' } } as unknown as Project;
  return new DecisionService(project, lab.versions, lab.reader, { stateDir: join(lab.root, 'var') }, lab.clock);
}
