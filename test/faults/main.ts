// npm run faults -- [RUNS] [postgres|redis]: many small runs under fire, on both back ends; prints counts, fails when one is not 0.
import { redisIsInstalled } from '../support/redis-server.js';
import { allFaults, runCampaign } from './campaign.js';

const [count = '300', only] = process.argv.slice(2);
const backends = (['postgres', 'redis'] as const).filter((each) => only === undefined || each === only);
const usable = redisIsInstalled() ? backends : backends.filter((each) => each === 'postgres');
const tell = (line: string) => process.stderr.write(`${line}\n`);

for (const backend of usable) {
  const runs = Math.round(Number(count) / usable.length);
  const once = allFaults(backend);
  const faults = Array.from({ length: 20 }, () => once).flat();
  const result = await runCampaign({ runs, backend, faults, pauseMs: 2500, ahead: 8, tell });
  process.stdout.write(`${JSON.stringify({ backend, ...result })}\n`);
  const { lost, doubled, half_visible, stuck, failed, seen_half_visible } = result;
  if (lost + doubled + half_visible + stuck + failed + seen_half_visible.length > 0) process.exitCode = 1;
}
