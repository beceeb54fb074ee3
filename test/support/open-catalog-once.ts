// Opens the catalogue of STATE_DIR, counts its runs, leaves: open-catalog-once.ts STATE_DIR
import { openCatalog } from '../../apps/server/src/catalog/open-catalog.js';

const [stateDir] = process.argv.slice(2);
if (!stateDir) throw new Error('usage: open-catalog-once.ts STATE_DIR');
const open = await openCatalog({ stateDir, databaseUrl: undefined });
const runs = await open.catalog.selectFrom('runs').selectAll().execute();
await open.close();
process.stdout.write(`${runs.length} runs`);
