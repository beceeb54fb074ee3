import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance, version } from '@duckdb/node-api';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { workingFolderName } from '../common/process-identity.js';
import { ENVIRONMENT, type Environment } from '../config/environment.js';
import type { Expression } from '../content/project.js';
import { toQueryError } from './engine-error.js';
import { quoteText } from './quote.js';
import { SchemaSketch } from './schema-sketch.js';
import { Workspace } from './workspace.js';

export type EngineSettings = Pick<Environment, 'duckdbMemory' | 'duckdbThreads' | 'stateDir'>;

/** DuckDB as a library of this process. */
@Injectable()
export class Engine implements OnModuleDestroy {
  /** DuckDB's version without the leading v, for instance 1.5.6. */
  readonly version = version().replace(/^v/, '');
  private parser: Promise<Workspace> | undefined;

  /** Threads that one instance takes, and that other heavy work may. */
  get threads(): number {
    return this.settings.duckdbThreads;
  }

  constructor(@Inject(ENVIRONMENT) private readonly settings: EngineSettings) {}

  /**
   * A new in-memory instance that sees only files below `directories` and the `files` (all absolute). Limits come first, then external access is
   * switched off, then the configuration is locked: nothing that runs later can undo it.
   */
  async open(directories: string[] = [], files: string[] = []): Promise<Workspace> {
    const temporary = join(this.settings.stateDir, 'tmp', workingFolderName('duckdb'));
    await mkdir(temporary, { recursive: true });
    const instance = await DuckDBInstance.create(':memory:', {
      memory_limit: this.settings.duckdbMemory,
      threads: String(this.settings.duckdbThreads),
      temp_directory: temporary,
      preserve_insertion_order: 'true',
    });
    return closedUp(new Workspace(instance, temporary), [...directories, temporary], files);
  }

  /** An instance that sees no file and leaves none behind: for reading SQL, not for running it on data. */
  private async openBare(): Promise<Workspace> {
    const instance = await DuckDBInstance.create(':memory:', { threads: '1', temp_directory: '' });
    return closedUp(new Workspace(instance), [], []);
  }

  /** Names of the tables that a SELECT reads, as written, sorted. Throws `sql.syntax`, `query.not-a-select`. */
  readonly tablesOf = async (sql: string): Promise<string[]> => (await this.parse(sql)).tables;

  /** What the expression of `SELECT <expression>` is made of; see Expression. */
  readonly expressionOf = async (sql: string): Promise<Expression> => {
    this.parser ??= this.openBare();
    return (await this.parser).parseExpression(sql);
  };

  /** What a SELECT reads and uses; see ParsedSelect. */
  async parse(sql: string) {
    this.parser ??= this.openBare();
    return (await this.parser).parse(sql);
  }

  /** Empty tables for trying SELECTs in. The caller closes it. */
  async openSketch(): Promise<SchemaSketch> {
    return new SchemaSketch(await this.openBare());
  }

  async onModuleDestroy(): Promise<void> {
    const parser = this.parser;
    this.parser = undefined;
    await (await parser)?.close();
  }
}

async function closedUp(workspace: Workspace, directories: string[], files: string[]): Promise<Workspace> {
  try {
    await lockDown(workspace, directories, files);
    return workspace;
  } catch (thrown) {
    await workspace.close();
    throw toQueryError(thrown);
  }
}

async function lockDown(workspace: Workspace, directories: string[], files: string[]): Promise<void> {
  const folders = directories.map((directory) => quoteText(`${directory}/`)).join(', ');
  await workspace.run(`SET GLOBAL TimeZone = 'UTC'`);
  await workspace.run(`SET GLOBAL allowed_directories = [${folders}]`);
  if (files.length > 0) await workspace.run(`SET GLOBAL allowed_paths = [${files.map(quoteText).join(', ')}]`);
  await workspace.run('SET GLOBAL enable_external_access = false');
  await workspace.run('SET GLOBAL lock_configuration = true');
}
