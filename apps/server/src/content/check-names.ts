import { CALENDAR } from './calendar-item.js';
import type { Diagnostic } from './project.js';
import type { ParsedFile } from './parse-spec.js';
import type { Sources } from './read-sources.js';
import type { snakeName } from './spec/common.js';

/** Takes the spec out of a file whose stem cannot be its name: datasets reach SQL, everything else a URL. */
export function checkName<Spec>(parsed: ParsedFile<Spec>, allowed: typeof snakeName): ParsedFile<Spec> {
  const outcome = allowed.safeParse(parsed.name);
  if (outcome.success) return parsed;
  const diagnostic: Diagnostic = {
    file: parsed.file,
    severity: 'error',
    code: 'content.file-name',
    message: `"${parsed.name}" cannot be a name here`,
    hint: outcome.error.issues[0]?.message,
  };
  return { ...parsed, spec: undefined, diagnostics: [diagnostic, ...parsed.diagnostics] };
}

/** Takes the spec out of a dataset that bears the name of the built-in one, for whose readers it is not there. */
export function checkReserved<Spec>(parsed: ParsedFile<Spec>): ParsedFile<Spec> {
  if (parsed.name !== CALENDAR) return parsed;
  const diagnostic: Diagnostic = {
    file: parsed.file,
    severity: 'error',
    code: 'dataset.name-reserved',
    message: `"${CALENDAR}" is the built-in dataset with the days of the project's calendar`,
    hint: 'give the dataset another name; read the built-in one as calendar.days',
  };
  return { ...parsed, spec: undefined, draft: undefined, diagnostics: [diagnostic, ...parsed.diagnostics] };
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
