import { existsSync } from 'node:fs';
import { copyFile, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseDocument } from 'yaml';
import { startFolder, templateFile } from '../init-project.js';
import { writeJsonSchemas } from '../json-schema.js';
import { matchFiles } from '../match-files.js';
import type { ColumnShape, DatasetItem, Project } from '../project.js';
import { isGenerated, type CaseParts } from './case-parts.js';
import { caseReadme } from './case-readme.js';
import { casePage } from './list-cases.js';
import { composeSource, dataFile, fileColumns } from './source-definition.js';

/** Writes the rows of a generated dataset to a CSV (absolute path) and tells its columns. Given by the engine. */
export type WriteRows = (source: DatasetItem, file: string) => Promise<ColumnShape[]>;

/**
 * Writes a project into `dir` that holds one case of `project` and nothing else: each generated dataset becomes one from a CSV with its rows.
 * `asOf` is the day up to which these go. Throws as `initProject`; nothing stays of what could not be finished.
 */
export async function initCase(
  dir: string,
  project: Project,
  parts: CaseParts,
  options: { name?: string; asOf: string; writeRows: WriteRows },
): Promise<void> {
  const name = await startFolder(dir, options.name);
  const written = new CaseFolder(project.root, dir);
  try {
    await writeSettings(written, name, parts);
    const columns = await writeDatasets(written, parts.datasets, options.writeRows);
    for (const { file } of parts.dashboards) await written.yaml(file, 'dashboard');
    await written.yaml(parts.job.file, 'job');
    await writeTemplates(written, parts.report.file);
    await written.copy(casePage(parts.job.name));
    await written.text('README.md', caseReadme(parts, columns, options.asOf));
    await written.text('.gitignore', await templateFile('gitignore'));
    await writeJsonSchemas(dir);
  } catch (thrown) {
    await written.undo();
    throw thrown;
  }
}

/** Files of one project folder on their way to another one, by their paths in both. */
class CaseFolder {
  private readonly tops = new Set<string>(['.decile']);

  constructor(
    readonly from: string,
    private readonly to: string,
  ) {}

  /** Makes the folder of a file; returns the file's absolute path. */
  async place(file: string): Promise<string> {
    this.tops.add(file.split('/')[0]!);
    const target = join(this.to, file);
    await mkdir(dirname(target), { recursive: true });
    return target;
  }

  async text(file: string, text: string): Promise<void> {
    await writeFile(await this.place(file), text);
  }

  async copy(file: string): Promise<void> {
    await copyFile(join(this.from, file), await this.place(file));
  }

  /** With all that is in it; one that is not there is passed over. */
  async copyFolder(folder: string): Promise<void> {
    if (!existsSync(join(this.from, folder))) return;
    await cp(join(this.from, folder), await this.place(folder), { recursive: true });
  }

  async read(file: string): Promise<string> {
    return readFile(join(this.from, file), 'utf8');
  }

  /** A YAML file, with the line by which editors find its schema. */
  async yaml(file: string, kind: string, text?: string): Promise<void> {
    const up = '../'.repeat(file.split('/').length - 1);
    const head = `# yaml-language-server: $schema=${up}.decile/schemas/${kind}.json\n`;
    await this.text(file, `${head}${text ?? (await this.read(file))}`);
  }

  async undo(): Promise<void> {
    for (const top of this.tops) await rm(join(this.to, top), { recursive: true, force: true });
  }
}

async function writeSettings(folder: CaseFolder, name: string, { job, report }: CaseParts): Promise<void> {
  const document = parseDocument(await folder.read('decile.yaml'));
  const logos = [document.getIn(['brand', 'logo']), report.spec.brand?.logo, job.spec.brand?.logo];
  document.set('name', name);
  document.set('title', document.createNode(job.spec.title));
  await folder.yaml('decile.yaml', 'project', document.toString({ lineWidth: 0 }));
  for (const logo of new Set(logos)) if (typeof logo === 'string') await folder.copy(logo);
}

/** Returns the columns of the sources, by their names. */
async function writeDatasets(
  folder: CaseFolder,
  datasets: readonly DatasetItem[],
  writeRows: WriteRows,
): Promise<Map<string, ColumnShape[]>> {
  const columns = new Map<string, ColumnShape[]>();
  for (const item of datasets) {
    const { name, file, spec, sql } = item;
    if (isGenerated(item)) {
      columns.set(name, fileColumns(spec, await writeRows(item, await folder.place(dataFile(name)))));
      await folder.yaml(file, 'dataset', composeSource(name, await folder.read(file), columns.get(name)!));
      continue;
    }
    await folder.yaml(file, 'dataset');
    if (sql !== undefined) await folder.copy(`datasets/${name}.sql`);
    const path = spec.file?.path;
    if (path !== undefined) for (const data of await matchFiles(folder.from, path)) await folder.copy(data);
  }
  return columns;
}

/** The folder of the report, and the partials that all reports share. */
async function writeTemplates(folder: CaseFolder, report: string): Promise<void> {
  const own = dirname(report);
  for (const each of [own, join(dirname(own), '_partials')]) await folder.copyFolder(each);
  await folder.yaml(report, 'report');
}
