// A process that decides events of a lab until it is killed: decision-process.ts ROOT SCHEMA ACKNOWLEDGED
// Each decision that was told is a line of the file: event, decision, customer.
import 'reflect-metadata';
import { appendFileSync } from 'node:fs';
import { DatasetLab } from './dataset-lab.js';
import { decisionItems, decisionService } from './decision-lab.js';

const [root, schema, acknowledged] = process.argv.slice(2);
if (!root || !schema || !acknowledged) throw new Error('usage: decision-process.ts ROOT SCHEMA ACKNOWLEDGED');

const lab = DatasetLab.join(root, schema);
const items = decisionItems(lab, { max_grade: 6 });
const service = decisionService(lab, ...Object.values(items));
process.stdout.write('ready\n');
for (let n = 0; ; n++) {
  const events = Array.from({ length: 5 }, (_, i) => ({
    event_id: `${process.pid}-${n * 5 + i}`,
    customer_id: `K${1 + (i % 10)}`,
    sensed_at: '2026-11-02 14:30:00',
    place: 'MALL',
    distance_m: 100,
  }));
  for (const outcome of await service.decide('triggers', events)) {
    if ('answer' in outcome) appendFileSync(acknowledged, `${outcome.answer.event} ${outcome.answer.decision}\n`);
  }
}
