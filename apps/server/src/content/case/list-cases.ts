import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { LocalText } from '../../common/local-text.js';

/** Page of a case, relative to the project that holds it. */
export function casePage(name: string): string {
  return join('docs', 'cases', `${name}.md`);
}

/** The jobs of a project folder that have a page in `docs/cases`, sorted by name, with their titles. */
export function listCases(root: string): { name: string; title: LocalText }[] {
  const jobs = readdirSync(join(root, 'jobs')).filter((file) => file.endsWith('.yaml'));
  return jobs
    .map((file) => file.slice(0, -'.yaml'.length))
    .filter((name) => existsSync(join(root, casePage(name))))
    .sort()
    .map((name) => {
      const { title } = parse(readFileSync(join(root, 'jobs', `${name}.yaml`), 'utf8')) as { title: LocalText };
      return { name, title };
    });
}
