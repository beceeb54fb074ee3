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
  const project = await readProject(environment.projectRoot, engine);
  await engine.onModuleDestroy();
  return { environment, project };
}

/** Stops a command that needs something of the project which is not sound, showing the mistakes. */
export function requireSound(project: Project, kind: 'jobs' | 'reports' | 'datasets', name: string): void {
  if (project[kind].has(name)) return;
  const errors = project.diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  if (errors.length > 0) process.stderr.write(`${renderDiagnostics(errors, { color: process.stderr.isTTY })}\n`);
  const names = [...project[kind].keys()];
  throw new AppError(
    `${kind.slice(0, -1)}.unknown`,
    `there is no sound ${kind.slice(0, -1)} "${name}" in ${project.root}`,
    {
      hint:
        names.length > 0
          ? `there are: ${names.join(', ')}`
          : 'create one with `decile init DIR`, or name the folder with --project',
      severity: errors.length > 0 ? 'content' : 'usage',
    },
  );
}
