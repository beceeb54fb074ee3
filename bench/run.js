// npm run bench -- setup | <name> | all
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setUpPeers } from './peers.js';

const NAMES = [
  'check',
  'ingest',
  'grades',
  'rfm',
  'charts',
  'pdf',
  'xlsx',
  'forest',
  'shap',
  'rules',
  'boosting',
  'queue',
  'cases',
  'decisions',
  'soak',
];

const [name = 'all'] = process.argv.slice(2);

if (!existsSync(join(import.meta.dirname, '../dist/server/main.js'))) throw new Error('run `npm run build` first');
if (name === 'setup') setUpPeers();
else if (name !== 'all' && !NAMES.includes(name)) {
  process.stderr.write(`no bench "${name}"; there are: setup, all, ${NAMES.join(', ')}\n`);
  process.exitCode = 2;
} else {
  for (const each of name === 'all' ? NAMES : [name]) {
    const { run } = await import(`./${each}.js`);
    const scale = Number(process.env.DECILE_BENCH_SCALE ?? 1);
    for await (const line of run({ scale })) print({ bench: each, ...line });
  }
}

function print(line) {
  if (line.skipped) {
    process.stdout.write(`${JSON.stringify(line)}\n`);
    return;
  }
  const ratio = Number((line.ours / line.theirs).toFixed(3));
  process.stdout.write(`${JSON.stringify({ ...line, ratio, ok: ratio <= line.goal })}\n`);
}
