import { AppError } from '../../common/errors.js';
import { browserStarts } from '../../common/telemetry.js';
import { findBrowser } from './find-browser.js';
import { PrintCrash, PrintSession } from './print-session.js';

export interface WarmBrowserOptions {
  /** Browser to use instead of the one found. */
  browserPath?: string;
  /** Documents at once. */
  pages?: number;
  /** Time for one document. */
  timeoutMs?: number;
  /** Documents after which the browser is replaced by a fresh one. */
  documentsPerBrowser?: number;
}

/**
 * A browser that is started once and prints document after document, several at once. One that dies is replaced, and the documents in its
 * hands are printed again, once.
 */
export class WarmBrowser {
  private readonly settings: Required<Omit<WarmBrowserOptions, 'browserPath'>>;
  private session: Promise<PrintSession> | undefined;
  private readonly sessions = new Set<PrintSession>();
  private free: number;
  private readonly waiting: (() => void)[] = [];
  private closed = false;

  constructor(private readonly options: WarmBrowserOptions = {}) {
    const { pages = 4, timeoutMs = 60_000, documentsPerBrowser = 500 } = options;
    this.settings = { pages, timeoutMs, documentsPerBrowser };
    this.free = pages;
  }

  /**
   * PDF of a complete HTML document. Throws AppError `pdf.timeout`, `pdf.browser-crashed` (retryable; when it died twice),
   * `pdf.browser-not-found`, `pdf.browser-not-started`, `pdf.closed`.
   */
  async print(html: string): Promise<Uint8Array> {
    await this.takeSlot();
    try {
      return await this.printWithSecondTry(html);
    } finally {
      this.giveSlot();
    }
  }

  /** Process id of the browser, once one has been started. */
  async processId(): Promise<number | undefined> {
    return (await this.session)?.processId;
  }

  /** Ends the browser; what is being printed fails. */
  async close(): Promise<void> {
    this.closed = true;
    await this.session?.catch(() => undefined);
    await Promise.all([...this.sessions].map((session) => session.close()));
    this.sessions.clear();
  }

  private async printWithSecondTry(html: string): Promise<Uint8Array> {
    try {
      return await this.printOnce(html);
    } catch (error) {
      if (!(error instanceof PrintCrash) || this.closed) throw error;
    }
    try {
      return await this.printOnce(html);
    } catch (cause) {
      if (!(cause instanceof PrintCrash)) throw cause;
      throw new AppError('pdf.browser-crashed', 'The browser died twice while it printed the report', {
        severity: 'infrastructure',
        retryable: true,
        hint: 'Give the process more memory, or print fewer documents at once.',
        cause,
      });
    }
  }

  private async printOnce(html: string): Promise<Uint8Array> {
    const session = await this.usableSession();
    const pdf = await session.print(html, this.settings.timeoutMs);
    if (session.printed >= this.settings.documentsPerBrowser) session.retire();
    return pdf;
  }

  private async usableSession(): Promise<PrintSession> {
    if (this.closed) throw new AppError('pdf.closed', 'The PDF renderer is closed', { severity: 'infrastructure' });
    const asked = this.session;
    const current = await asked;
    if (current?.usable) return current;
    // Only the first who finds the browser gone replaces it; the others wait for the same one.
    if (this.session === asked) this.session = this.startSession();
    return this.session ?? this.usableSession();
  }

  private async startSession(): Promise<PrintSession> {
    try {
      const session = await PrintSession.start(await findBrowser(this.options.browserPath));
      for (const old of this.sessions) if (!old.usable) this.sessions.delete(old);
      this.sessions.add(session);
      browserStarts.inc();
      return session;
    } catch (error) {
      this.session = undefined;
      throw error;
    }
  }

  private async takeSlot(): Promise<void> {
    if (this.free > 0) this.free -= 1;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  private giveSlot(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.free += 1;
  }
}
