import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toErrorRecord, type ErrorRecord } from '../../common/errors.js';
import type { Project } from '../../content/project.js';
import { excerptOf, failurePage, mistakesPage } from './preview-page.js';
import type { Preview } from './report-preview.js';

/** What a preview shows at the moment. */
export interface Drawn {
  html: string;
  refusals: string[];
  /** Time that it took. */
  ms: number;
}

interface Parts {
  report: string;
  readProject: () => Promise<Project>;
  draw: (project: Project) => Promise<Preview>;
  /** Milliseconds, for the time taken. */
  now: () => number;
}

/** Draws again when told to, one at a time; what is asked for meanwhile is done once afterwards. Mistakes become pages, never a crash. */
export class PreviewState {
  current: Drawn | undefined;
  private readonly listeners = new Set<(drawn: Drawn) => void>();
  private running: Promise<void> | undefined;
  private again = false;

  constructor(private readonly parts: Parts) {}

  /** Reads the project and draws the report; resolves when what was on disk at the call is shown. */
  async refresh(): Promise<void> {
    if (this.running) {
      this.again = true;
      return this.running;
    }
    this.running = this.drawUntilQuiet();
    try {
      await this.running;
    } finally {
      this.running = undefined;
    }
  }

  /** Calls back with what is shown now and each time it changes; returns how to stop. */
  follow(listener: (drawn: Drawn) => void): () => void {
    this.listeners.add(listener);
    if (this.current) listener(this.current);
    return () => this.listeners.delete(listener);
  }

  private async drawUntilQuiet(): Promise<void> {
    do {
      this.again = false;
      const started = this.parts.now();
      const preview = await this.drawOnce();
      this.current = { ...preview, ms: Math.round(this.parts.now() - started) };
      for (const listener of this.listeners) listener(this.current);
    } while (this.again);
  }

  private async drawOnce(): Promise<Preview> {
    let root: string | undefined;
    try {
      const project = await this.parts.readProject();
      root = project.root;
      const errors = project.diagnostics.filter(({ severity }) => severity === 'error');
      if (!project.reports.has(this.parts.report) && errors.length > 0)
        return { html: mistakesPage(errors), refusals: [] };
      return await this.parts.draw(project);
    } catch (error) {
      const record = toErrorRecord(error);
      return { html: failurePage(record, await excerpt(record, root)), refusals: [] };
    }
  }
}

/** The text that failed, from the error itself or from its file in the project. */
async function excerpt({ details }: ErrorRecord, root: string | undefined): Promise<string> {
  const line = typeof details['line'] === 'number' ? details['line'] : undefined;
  if (typeof details['template'] === 'string') return excerptOf(details['template'], line);
  if (typeof details['file'] !== 'string' || root === undefined) return '';
  const text = await readFile(join(root, details['file']), 'utf8').catch(() => undefined);
  return text === undefined ? '' : excerptOf(text, line);
}
