import { readdir, readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';

/** A text file of the project; `file` is relative to the project folder, with `/`. */
export interface SourceFile {
  name: string;
  file: string;
  text: string;
}

/** A piece of a layout; `report` is null where all reports share it. */
export interface PartialFile extends SourceFile {
  report: string | null;
}

/** Folder of `report-templates` with the partials that all reports share. */
const SHARED = '_partials';

/** Everything on disk that makes up a project, unread and unchecked. */
export interface Sources {
  project: SourceFile | undefined;
  datasets: SourceFile[];
  /** `datasets/*.sql`. */
  queries: SourceFile[];
  dashboards: SourceFile[];
  reports: SourceFile[];
  /** `layout.hbs` and `style.css` by report name. */
  layouts: SourceFile[];
  styles: SourceFile[];
  /** `partials/*.hbs` of each template folder, and of the folder that all share. */
  partials: PartialFile[];
  jobs: SourceFile[];
  /** Files named `.yml`, which are not read, and template folders without `report.yaml`. */
  misnamed: string[];
  bareTemplates: string[];
}

/** Reads the content files of a project folder; folders that are not there count as empty. Throws only on disk errors. */
export async function readSources(root: string): Promise<Sources> {
  const [datasetFiles, dashboardFiles, jobFiles, folders] = await Promise.all([
    listFiles(root, 'datasets'),
    listFiles(root, 'dashboards'),
    listFiles(root, 'jobs'),
    listFolders(root, 'report-templates'),
  ]);
  const templates = folders.filter((folder) => folder !== SHARED);
  const [project] = await readAll(root, ['decile.yaml']);
  const reports = await readTemplates(root, templates, 'report.yaml');
  const inTemplates = new Set(reports.map((report) => report.name));
  return {
    project,
    datasets: await readAll(root, withEnding(datasetFiles, '.yaml')),
    queries: await readAll(root, withEnding(datasetFiles, '.sql')),
    dashboards: await readAll(root, withEnding(dashboardFiles, '.yaml')),
    jobs: await readAll(root, withEnding(jobFiles, '.yaml')),
    reports,
    layouts: await readTemplates(root, templates, 'layout.hbs'),
    styles: await readTemplates(root, templates, 'style.css'),
    partials: await readPartials(root, templates),
    misnamed: withEnding([...datasetFiles, ...dashboardFiles, ...jobFiles], '.yml'),
    bareTemplates: templates.filter((name) => !inTemplates.has(name)),
  };
}

async function listFiles(root: string, folder: string): Promise<string[]> {
  const entries = await listEntries(root, folder);
  return entries.filter((entry) => !entry.isDirectory()).map((entry) => posix.join(folder, entry.name));
}

async function listFolders(root: string, folder: string): Promise<string[]> {
  const entries = await listEntries(root, folder);
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

async function listEntries(root: string, folder: string) {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(noneIfAbsent);
  return entries.filter((entry) => !entry.name.startsWith('.')).sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function readTemplates(root: string, folders: string[], file: string): Promise<SourceFile[]> {
  const files = await readAll(
    root,
    folders.map((folder) => posix.join('report-templates', folder, file)),
  );
  return files.map((found) => ({ ...found, name: found.file.split('/')[1] ?? found.name }));
}

async function readPartials(root: string, templates: string[]): Promise<PartialFile[]> {
  const folders = [
    { folder: posix.join('report-templates', SHARED), report: null },
    ...templates.map((report) => ({ folder: posix.join('report-templates', report, 'partials'), report })),
  ];
  const read = folders.map(async ({ folder, report }) => {
    const files = await readAll(root, withEnding(await listFiles(root, folder), '.hbs'));
    return files.map((file) => ({ ...file, report }));
  });
  return (await Promise.all(read)).flat();
}

async function readAll(root: string, files: string[]): Promise<SourceFile[]> {
  const found = await Promise.all(files.map((file) => readOne(root, file)));
  return found.filter((file) => file !== undefined);
}

async function readOne(root: string, file: string): Promise<SourceFile | undefined> {
  const [text] = await readFile(join(root, file), 'utf8').then((content) => [content], noneIfAbsent);
  if (text === undefined) return undefined;
  return { name: posix.basename(file, posix.extname(file)), file, text: text.replace(/^\uFEFF/, '') };
}

function noneIfAbsent(error: unknown): never[] {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
  throw error;
}

function withEnding(files: string[], ending: string): string[] {
  return files.filter((file) => file.endsWith(ending));
}
