import { Inject, Injectable } from '@nestjs/common';
import { ResultRepository, type StoredResult } from '../../catalog/result.repository.js';
import { SigningKeyRepository } from '../../catalog/signing-key.repository.js';
import { PROJECT, type Project } from '../../content/project.js';
import { composeReport } from '../html/compose-report.js';
import { reportTemplate } from '../html/report-template.js';
import { ResolveStep } from '../issues/resolve-step.js';
import type { ReportSource } from '../resolve/resolve-report.js';
import { verifyFile, type Verification } from './verify-file.js';

/** Verifies a file against the ledger and the kept versions of this project. */
@Injectable()
export class IssueVerifier {
  constructor(
    @Inject(PROJECT) private readonly project: Project,
    @Inject(ResultRepository) private readonly results: ResultRepository,
    @Inject(SigningKeyRepository) private readonly keys: SigningKeyRepository,
    @Inject(ResolveStep) private readonly resolveStep: ResolveStep,
  ) {}

  verify(bytes: Uint8Array): Promise<Verification> {
    return verifyFile<StoredResult>(bytes, {
      findResult: (prefix) => this.findOne(prefix),
      artefactBySha: async (sha256) => (await this.results.artefactBySha(sha256)) ?? null,
      publicKeys: async () => (await this.keys.all()).map(({ id, public_key }) => ({ id, publicKey: public_key })),
      resolveAgain: (stored) => this.resolveStep.resolve(stored.source as unknown as ReportSource, { gate: false }),
      composeHtml: (result, target) =>
        composeReport(result, { target, template: reportTemplate(this.project, result.report) }),
    });
  }

  private async findOne(prefix: string): Promise<StoredResult | null> {
    const found = await this.results.findByPrefix(prefix);
    return found.length === 1 ? (found[0] ?? null) : null;
  }
}
