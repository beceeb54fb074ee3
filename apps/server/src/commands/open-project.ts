import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { AppError } from '../common/errors.js';
import { readEnvironment, type Environment, type EnvironmentOverrides } from '../config/environment.js';
import type { Project } from '../content/project.js';
import { readProject } from '../content/read-project.js';
import { renderDiagnostics } from '../content/render-diagnostics.js';
import { Engine } from '../engine/engine.js';

export interface OpenProject {
  environment: Environment;
  project: Project;
}

/** Reads the project that the command names, mistakes included. */
export async function openProject(command: Command, overrides: EnvironmentOverrides = {}): Promise<OpenProject> {
  const { project: folder } = command.optsWithGlobals<{ project?: string }>();
  const environment = readEnvironment({ ...overrides, ...(folder === undefined ? {} : { project: folder }) });
  const engine = new Engine(environment);
  try {
    return { environment, project: await readWithColumns(environment.projectRoot, engine) };
  } finally {
    await engine.onModuleDestroy();
  }
}

/** Reads a project folder and looks at columns too, as far as they can be told without data. */
export async function readWithColumns(root: string, engine: Engine): Promise<Project> {
  const sketch = await engine.openSketch();
  try {
    return await readProject(root, { tablesOf: engine.tablesOf, expressionOf: engine.expressionOf, sketch });
  } finally {
    await sketch.close();
  }
}

/** Stops a command, before it leaves a trace, in a folder that holds no project. */
export function requireProject({ root, diagnostics }: Project): void {
  if (!diagnostics.some(({ code }) => code === 'project.missing')) return;
  throw new AppError('project.missing', `There is no project in ${root}: it has no decile.yaml.`, {
    hint: 'Start one with `decile init DIR`, or name its folder with --project DIR.',
    severity: 'usage',
  });
}

/** Stops a command that needs something of the project which is not sound, showing the mistakes. */
export function requireSound(project: Project, kind: 'jobs' | 'reports' | 'datasets', name: string): void {
  if (project[kind].has(name)) return;
  const errors = project.diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  if (errors.length > 0) process.stderr.write(`${renderDiagnostics(errors, { color: process.stderr.isTTY })}\n`);
  const one = kind.slice(0, -1);
  if (errors.length > 0 && existsSync(join(project.root, fileOf(kind, name)))) {
    throw new AppError(`${one}.unsound`, `${one} "${name}", or something that it reads, has the mistakes above`, {
      hint: 'correct them; `decile check` shows whether all is well',
      severity: 'content',
    });
  }
  const names = [...project[kind].keys()];
  throw new AppError(`${one}.unknown`, `there is no sound ${one} "${name}" in ${project.root}`, {
    hint:
      names.length > 0
        ? `there are: ${names.join(', ')}`
        : 'create one with `decile init DIR`, or name the folder with --project',
    severity: errors.length > 0 ? 'content' : 'usage',
  });
}

function fileOf(kind: 'jobs' | 'reports' | 'datasets', name: string): string {
  return kind === 'reports' ? `report-templates/${name}/report.yaml` : `${kind}/${name}.yaml`;
}
