import type { z } from 'zod';
import { mendSpec } from './mend-spec.js';
import type { Diagnostic } from './project.js';
import { member } from './schema-keys.js';
import { parseYamlSource, type YamlSource } from './yaml-source.js';

/** One YAML file after parsing. */
export interface ParsedFile<Spec> {
  name: string;
  file: string;
  /** Undefined when the file holds a mistake. */
  spec: Spec | undefined;
  /** The spec, or what can be read of it: enough to look for further mistakes. Undefined when nothing can. */
  draft: Spec | undefined;
  /** Places of what the draft holds. */
  source: YamlSource;
  /** Keys at the top of the file under which the draft lacks something that was written. */
  lost: ReadonlySet<string>;
  /** What was written, mistakes included. */
  written: unknown;
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
  const nothing = { name, file, source, spec: undefined, draft: undefined, lost: NONE, written: source.data };
  if (source.data === undefined) return { ...nothing, diagnostics: source.diagnostics };
  if (source.data === null) return { ...nothing, diagnostics: [emptyFile(file, area), ...source.diagnostics] };
  const outcome = schema.safeParse(source.data);
  if (outcome.success) {
    const isSound = !source.diagnostics.some(({ severity }) => severity === 'error');
    const spec = isSound ? outcome.data : undefined;
    return { ...nothing, spec, draft: outcome.data, diagnostics: source.diagnostics };
  }
  const { diagnostics, ...mended } = mendSpec({ area, schema }, file, text);
  return { ...nothing, ...mended, diagnostics: [...source.diagnostics, ...diagnostics] };
}

const NONE: ReadonlySet<string> = new Set();

/** Names of the entries that were written under a key at the top of a file, those with mistakes too. */
export function writtenNames({ written, draft }: ParsedFile<object>, key: string): string[] {
  const entries = [member(written, key), member(draft, key)];
  return [...new Set(entries.flatMap((entry) => (isRecord(entry) ? Object.keys(entry) : [])))];
}

/** Whether something that was written under one of the keys is not in the draft, or a key that nobody knows; `known` has the keys of the schema. */
export function lacks({ lost }: { lost: ReadonlySet<string> }, known: object, ...keys: string[]): boolean {
  return [...lost].some((key) => keys.includes(key) || !(key in known));
}

function isRecord(value: unknown): value is object {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
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
