import { seededRandom } from '../../apps/server/src/analytics/random.js';

const ROWS = 3000;
const PLANS = [
  ['basic', -1.2],
  ['plus', 0],
  ['premium', 1.2],
] as const;

/** CSV of customers whose renewal depends on the plan and on neither few nor many visits; the shoe size is noise. The same on each call. */
export function renewalCustomers(): string {
  const random = seededRandom(7);
  const lines = Array.from({ length: ROWS }, (_, i) => {
    const visits = random.below(21);
    const [plan, worth] = PLANS[random.below(3)]!;
    const shoeSize = 36 + random.below(10);
    const chance = 1 / (1 + Math.exp(-(-2.2 + (visits >= 6 && visits <= 13 ? 2.4 : 0) + worth)));
    return `C${String(i + 1).padStart(5, '0')},${visits},${plan},${shoeSize},${random.next() < chance ? 'yes' : 'no'}`;
  });
  return ['customer_id,visits,plan,shoe_size,renewed', ...lines, ''].join('\n');
}
