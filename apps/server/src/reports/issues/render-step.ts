import { Inject, Injectable } from '@nestjs/common';
import type { Result } from '../../blocks/result.js';
import { SigningKeyRepository } from '../../catalog/signing-key.repository.js';
import { AppError } from '../../common/errors.js';
import { renderSeconds } from '../../common/telemetry.js';
import { CLOCK, type Clock } from '../../common/clock.js';
import type { StepContext, StepOutcome } from '../../jobs/steps.js';
import { fillPageSlots } from '../html/page-slots.js';
import { ReportComposer } from '../html/report-composer.js';
import { PdfRenderer } from '../pdf/pdf-renderer.js';
import { compareFile } from '../verify/compare-file.js';
import { signFile } from '../verify/signature.js';
import { renderXlsx } from '../xlsx/render-xlsx.js';
import { IssueStore, type Format } from './issue-store.js';

/** A file before it is signed, and the document that it was made of. */
interface Rendered {
  bytes: Uint8Array;
  document: string;
}

/** Step `render`: frozen result → signed files, each read back and compared with the result before it counts. */
@Injectable()
export class RenderStep {
  constructor(
    @Inject(ReportComposer) private readonly composer: ReportComposer,
    @Inject(IssueStore) private readonly store: IssueStore,
    @Inject(PdfRenderer) private readonly pdf: PdfRenderer,
    @Inject(SigningKeyRepository) private readonly keys: SigningKeyRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async handle({ run, outputs, signal, progress, log }: StepContext): Promise<StepOutcome> {
    const id = outputs.get('resolve');
    if (id === undefined)
      throw new AppError('render.nothing-resolved', 'there is no result to render', { severity: 'infrastructure' });
    const result = await this.store.read(id);
    const there = new Set((await this.store.artefacts(id)).map((artefact) => artefact.format));
    const wanted = (run.formats as Format[]).filter((format) => !there.has(format));
    const { id: keyId, private_key: privateKey } = await this.keys.current(this.clock.now());
    const key = { id: keyId, privateKey };
    const files = new Map<Format, Uint8Array>();
    for (const format of wanted) {
      signal.throwIfAborted();
      const took = renderSeconds.startTimer({ format });
      const rendered = await this.render(format, result);
      took();
      await readBack(format, rendered, result);
      const { bytes } = rendered;
      files.set(format, signFile(format, bytes, { resultId: result.id, digest: result.digest }, key));
      log(`${format} written`, { bytes: bytes.length });
      progress(files.size / wanted.length);
    }
    await this.store.keepArtefacts(result, files);
    return { output: id, reused: wanted.length === 0 };
  }

  private async render(format: Format, result: Result): Promise<Rendered> {
    switch (format) {
      case 'pdf': {
        const document = await this.composer.compose(result, 'pdf');
        return { bytes: await this.pdf.render(document, result), document: fillPageSlots(document) };
      }
      case 'html': {
        const document = fillPageSlots(await this.composer.compose(result, 'web'));
        return { bytes: Buffer.from(document), document };
      }
      case 'xlsx':
        return { bytes: await renderXlsx(result), document: '' };
      case 'json':
        return { bytes: Buffer.from(`${JSON.stringify(result, null, 2)}\n`), document: '' };
    }
  }
}

/** The last check of the gate: a file that does not show the figures of its result is never issued. */
async function readBack(format: Format, { bytes, document }: Rendered, result: Result): Promise<void> {
  const differences = await compareFile(format, bytes, result, async () => document);
  if (differences.length === 0) return;
  const [first] = differences;
  throw new AppError(
    'gate.files-differ',
    `the ${format} does not show the figures of its result: ${first?.block} has ${first?.found}, expected ${first?.expected}`,
    {
      severity: 'gate',
      details: { differences: differences.slice(0, 20) },
    },
  );
}
