import { Command } from 'commander';
import { createContext } from '../app.module.js';
import { GarbageCollector, type Collected } from '../datasets/retention/garbage-collector.js';
import { openProject } from './open-project.js';

export function gcCommand(_done: (code: number) => void): Command {
  return new Command('gc')
    .description('remove old dataset versions that no issue used, and files that nothing refers to')
    .option('--dry-run', 'only say what would be removed')
    .option('--json', 'one JSON object on stdout')
    .action(async ({ dryRun = false, json }: { dryRun?: boolean; json?: boolean }, command: Command) => {
      const { environment, project } = await openProject(command, { role: 'api' });
      const app = await createContext(environment, project);
      try {
        const collected = await app.get(GarbageCollector).collect({ dryRun });
        process.stdout.write(json ? `${JSON.stringify(collected)}\n` : write(collected, dryRun));
      } finally {
        await app.close();
      }
    });
}

function write({ versions, waiting, files, bytes }: Collected, dryRun: boolean): string {
  const lines = versions.map(({ dataset, id }) => `  ${dataset} ${id.slice(0, 12)}`);
  const what = `${versions.length} versions, ${files} files and folders, ${(bytes / 1e6).toFixed(1)} MB`;
  const more = waiting === 1 ? '1 more version waits' : `${waiting} more versions wait`;
  const grace = waiting === 0 ? [] : [`${more} for an hour after a newer one came, for queries that still read`];
  return `${[...lines, `${dryRun ? 'would remove' : 'removed'} ${what}`, ...grace].join('\n')}\n`;
}
