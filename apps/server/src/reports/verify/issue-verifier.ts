import { Inject, Injectable } from '@nestjs/common';
import { ResultRepository, type StoredResult } from '../../catalog/result.repository.js';
import { SigningKeyRepository } from '../../catalog/signing-key.repository.js';
import { fillPageSlots } from '../html/page-slots.js';
import { ReportComposer } from '../html/report-composer.js';
import { ResolveStep } from '../issues/resolve-step.js';
import type { ReportSource } from '../resolve/resolve-report.js';
import { verifyFile, type Verification } from './verify-file.js';

/** Verifies a file against the ledger and the kept versions of this project. */
@Injectable()
export class IssueVerifier {
  constructor(
    @Inject(ReportComposer) private readonly composer: ReportComposer,
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
      composeHtml: async (result, target) => fillPageSlots(await this.composer.compose(result, target)),
    });
  }

  private async findOne(prefix: string): Promise<StoredResult | null> {
    const found = await this.results.findByPrefix(prefix);
    return found.length === 1 ? (found[0] ?? null) : null;
  }
}
