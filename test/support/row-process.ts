// A process that works on the pushed rows of a lab until it is killed: row-process.ts push|refresh ROOT SCHEMA ACKNOWLEDGED
// `push` writes the id of each row that was acknowledged as a line of the file; every other one goes with an idempotency key, and again.
import 'reflect-metadata';
import { appendFileSync } from 'node:fs';
import { DatasetLab } from './dataset-lab.js';
import { pushedItem } from './pushed-item.js';

const [work, root, schema, acknowledged] = process.argv.slice(2);
if (!root || !schema || !acknowledged) throw new Error('usage: row-process.ts push|refresh ROOT SCHEMA ACKNOWLEDGED');

const lab = DatasetLab.join(root, schema);
const item = pushedItem(lab);
const receiver = lab.receiver(item);
process.stdout.write('ready\n');
for (let n = 0; ; n++) {
  if (work === 'refresh') await lab.refresh(item);
  else await push(process.pid * 100_000 + n, n % 2 === 0 ? `key-${process.pid}-${n}` : undefined);
}

async function push(id: number, idempotencyKey: string | undefined): Promise<void> {
  const rows = { type: 'application/json' as const, body: { id, words: `row ${id}` }, idempotencyKey };
  await receiver.receive('events', rows);
  appendFileSync(acknowledged!, `${id}\n`);
  if (idempotencyKey !== undefined) await receiver.receive('events', rows);
}
