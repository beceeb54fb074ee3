import type { Diagnostic } from './project.js';
import type { SourceFile, Sources } from './read-sources.js';
import { kebabName, snakeName } from './spec/common.js';

/** File stems that cannot be names: datasets reach SQL, everything else a URL. */
export function nameDiagnostics(sources: Sources): Diagnostic[] {
  const kebab = [...sources.dashboards, ...sources.reports, ...sources.jobs];
  return [
    ...[...sources.datasets].flatMap((file) => check(file, snakeName, 'use lower-case letters, digits and _')),
    ...kebab.flatMap((file) => check(file, kebabName, 'use lower-case letters, digits and -')),
  ];
}

/** Files and folders that look like content but are not read. */
export function misnamedFiles(sources: Sources): Diagnostic[] {
  const endings = sources.misnamed.map((file) => ({
    file,
    severity: 'error' as const,
    code: 'content.file-name',
    message: 'this file is not read: its name ends in .yml',
    hint: 'rename it to end in .yaml',
  }));
  const folders = sources.bareTemplates.map((name) => ({
    file: `report-templates/${name}/report.yaml`,
    severity: 'error' as const,
    code: 'report.missing',
    message: 'the template folder has no report.yaml',
    hint: 'write it, or remove the folder',
  }));
  return [...endings, ...folders];
}

function check(file: SourceFile, name: typeof snakeName, hint: string): Diagnostic[] {
  if (name.safeParse(file.name).success) return [];
  const message = `"${file.name}" cannot be a name here`;
  return [
    { file: file.file, severity: 'error', code: 'content.file-name', message, hint: `${hint}, starting with a letter` },
  ];
}
