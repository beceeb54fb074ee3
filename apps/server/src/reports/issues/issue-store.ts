import { Inject, Injectable } from '@nestjs/common';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Result } from '../../blocks/result.js';
import { ResultRepository, type Artefact, type StoredResult } from '../../catalog/result.repository.js';
import { canonicalJson, sha256 } from '../../common/canonical.js';
import { CLOCK, type Clock } from '../../common/clock.js';
import { AppError } from '../../common/errors.js';
import { writeFileAtomically } from '../../common/write-file.js';
import { ENVIRONMENT, storageRoot, type Environment } from '../../config/environment.js';
import type { ReportSource } from '../resolve/resolve-report.js';

/** Which issue it is, and what it said. */
export type IssueKey = Pick<StoredResult, 'id' | 'digest'>;

export type Format = 'pdf' | 'xlsx' | 'html' | 'json';

/** Frozen results and their files on disk, with their rows in the catalogue. Files first, rows last: a row never points at nothing. */
@Injectable()
export class IssueStore {
  private readonly root: string;

  constructor(
    @Inject(ENVIRONMENT) environment: Environment,
    @Inject(ResultRepository) private readonly results: ResultRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.root = storageRoot(environment);
  }

  find(id: string): Promise<StoredResult | undefined> {
    return this.results.find(id);
  }

  /** Keeps a result that passed the gate, with what it was resolved from. */
  async keep(result: Result, source: ReportSource): Promise<void> {
    await writeFileAtomically(this.frozenPath(result.id), canonicalJson(result));
    await this.results.save({
      id: result.id,
      digest: result.digest,
      report: result.report,
      as_of: result.as_of,
      language: result.language,
      title: result.title,
      source: { ...source },
      created_at: this.clock.now(),
    });
  }

  /** The frozen result. Throws AppError `issue.unknown`, or `issue.damaged` when the file no longer is what was frozen. */
  async read(id: string): Promise<Result> {
    const stored = await this.results.find(id);
    if (!stored) throw new AppError('issue.unknown', `there is no issue ${id}`);
    const result = JSON.parse(await readFile(this.frozenPath(id), 'utf8')) as Result;
    const { id: _id, digest: _digest, ...content } = result;
    if (sha256(content) === stored.digest) return result;
    throw new AppError('issue.damaged', `the stored result ${id.slice(0, 12)} was changed on disk`, {
      severity: 'infrastructure',
    });
  }

  /** The issue before an as-of day of the same report with the same parameters, in the same language if there is one; null for the first. */
  async before(
    issue: Pick<StoredResult, 'report' | 'as_of' | 'language'> & { parameters: object },
  ): Promise<IssueKey | null> {
    const found = await this.results.before(issue);
    return found ? { id: found.id, digest: found.digest } : null;
  }

  /** Files of an issue in the catalogue, by format. */
  artefacts(id: string): Promise<Artefact[]> {
    return this.results.artefacts(id);
  }

  readArtefact(artefact: Artefact): Promise<Buffer> {
    return readFile(join(this.root, artefact.path));
  }

  /** Writes the files, then registers them in one transaction. Where a format is there already, the first one stays. */
  async keepArtefacts(result: Result, files: ReadonlyMap<Format, Uint8Array>): Promise<void> {
    const rows: Artefact[] = [];
    for (const [format, bytes] of files) {
      const sha = sha256(bytes);
      const path = join('results', result.id, `${sha.slice(0, 16)}.${format}`);
      await writeFileAtomically(join(this.root, path), bytes);
      const file_name = format === 'json' ? 'result.json' : `${result.report}.${format}`;
      rows.push({
        result_id: result.id,
        format,
        path,
        file_name,
        sha256: sha,
        bytes: bytes.length,
        created_at: this.clock.now(),
      });
    }
    await this.results.saveArtefacts(rows);
  }

  private frozenPath(id: string): string {
    return join(this.root, 'results', id, 'frozen.json');
  }
}
