import { basename, resolve } from 'node:path';
import { Command } from 'commander';
import { initProject } from '../content/init-project.js';

export function initCommand(_done: (code: number) => void): Command {
  return new Command('init')
    .description('a new project: one dataset, one dashboard, one report, one job, README')
    .argument('<dir>', 'a folder that does not exist yet or is empty')
    .action(async (dir: string) => {
      const folder = resolve(dir);
      const name = basename(folder)
        .toLowerCase()
        .replaceAll(/[^a-z0-9-]+/g, '-')
        .replace(/^[^a-z]+/, '');
      const files = await initProject(folder, { name: name || 'project' });
      const lines = [
        ...files.map((file) => `  ${file}`),
        '',
        `next: npx decile run monthly-sales --project ${dir} --out out`,
      ];
      process.stdout.write(`created ${dir}\n${lines.join('\n')}\n`);
    });
}
