import type { z } from 'zod';
import { explainIssue } from './explain-issue.js';
import type { Diagnostic } from './project.js';
import { parseYamlSource, type YamlSource } from './yaml-source.js';

/** One YAML file after parsing; `spec` is undefined when it holds a mistake. */
export interface ParsedFile<Spec> {
  name: string;
  file: string;
  spec: Spec | undefined;
  source: YamlSource;
  diagnostics: Diagnostic[];
}

/** Text → spec by a zod schema. `area` names the kind of file in the codes of its diagnostics. */
export function parseSpec<Spec>(
  area: string,
  schema: z.ZodType<Spec>,
  input: { name: string; file: string; text: string },
): ParsedFile<Spec> {
  const { name, file, text } = input;
  const source = parseYamlSource(file, text);
  const done = (spec: Spec | undefined, diagnostics: Diagnostic[]) => ({ name, file, spec, source, diagnostics });
  if (source.data === undefined) return done(undefined, source.diagnostics);
  if (source.data === null) return done(undefined, [{ ...emptyFile(file, area) }, ...source.diagnostics]);
  const outcome = schema.safeParse(source.data);
  if (outcome.success) return done(outcome.data, source.diagnostics);
  const found = outcome.error.issues.flatMap((issue) => explainIssue(issue, { area, schema, source }));
  return done(undefined, [...source.diagnostics, ...found]);
}

function emptyFile(file: string, area: string): Diagnostic {
  return {
    file,
    line: 1,
    column: 1,
    severity: 'error',
    code: `${area}.empty-file`,
    message: 'the file is empty',
    hint: 'write at least title: …, or remove the file',
  };
}
