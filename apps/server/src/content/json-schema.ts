import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { dashboard } from './spec/dashboard.js';
import { dataset } from './spec/dataset.js';
import { job } from './spec/job.js';
import { project } from './spec/project.js';
import { report } from './spec/report.js';

const SCHEMAS = { project, dataset, report, dashboard, job };

/** JSON Schemas of the five kinds of content file, by kind: what a writer types, defaults left out. */
export function jsonSchemas(): Record<keyof typeof SCHEMAS, object> {
  const convert = (schema: z.ZodType, kind: string) => ({
    ...z.toJSONSchema(schema, { io: 'input', target: 'draft-7' }),
    title: `Decile ${kind}`,
  });
  return {
    project: convert(project, 'project'),
    dataset: convert(dataset, 'dataset'),
    report: convert(report, 'report'),
    dashboard: convert(dashboard, 'dashboard'),
    job: convert(job, 'job'),
  };
}

/** Writes `<kind>.json` for editors into `.decile/schemas` of a project folder; returns their paths relative to it. */
export async function writeJsonSchemas(root: string): Promise<string[]> {
  const folder = join('.decile', 'schemas');
  await mkdir(join(root, folder), { recursive: true });
  const files = Object.entries(jsonSchemas()).map(([kind, schema]) => ({ path: join(folder, `${kind}.json`), schema }));
  await Promise.all(
    files.map(({ path, schema }) => writeFile(join(root, path), `${JSON.stringify(schema, null, 2)}\n`)),
  );
  return files.map(({ path }) => path);
}
