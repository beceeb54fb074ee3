import { homedir, tmpdir } from 'node:os';
import { launch, type Browser as Chrome, type Page } from 'puppeteer-core';
import { AppError } from '../../common/errors.js';
import type { Browser } from './find-browser.js';

/** A page of the browser went away while it printed: the browser or one of its processes died. */
export class PrintCrash extends Error {}

const SWITCHES = [
  // Nothing of a report is fetched; should a layout ask for something all the same, no name resolves and no proxy answers.
  '--host-resolver-rules=MAP * ~NOTFOUND',
  '--proxy-server=http://127.0.0.1:9',
  '--proxy-bypass-list=<-loopback>',
  '--disable-background-networking',
  '--disable-gpu',
  '--disable-webgl',
  '--font-render-hinting=none',
];
const CLOSE_MS = 3_000;

/** One running browser and its pages, each ready for the next document. */
export class PrintSession {
  printed = 0;
  private active = 0;
  private retired = false;
  private closing: Promise<void> | undefined;
  private readonly idle: Page[] = [];

  private constructor(private readonly chrome: Chrome) {}

  /** Throws AppError `pdf.browser-not-started`. */
  static async start(browser: Browser): Promise<PrintSession> {
    try {
      const chrome = await launch({
        executablePath: browser.executablePath,
        headless: browser.shell ? 'shell' : true,
        args: [...browser.args, ...SWITCHES],
        ...(process.platform === 'win32' ? {} : { env: environment(browser) }),
        // By pipe the browser ends with us, however we end.
        pipe: true,
        handleSIGINT: false,
        handleSIGTERM: false,
        handleSIGHUP: false,
      });
      return new PrintSession(chrome);
    } catch (cause) {
      throw new AppError('pdf.browser-not-started', `The browser ${browser.executablePath} did not start`, {
        severity: 'infrastructure',
        retryable: true,
        hint: 'Start it by hand with --version; a missing library is named there.',
        cause,
      });
    }
  }

  get usable(): boolean {
    return !this.retired && this.chrome.connected;
  }

  get processId(): number | undefined {
    return this.chrome.process()?.pid;
  }

  /** Prints one document. Throws PrintCrash, and AppError `pdf.timeout` after `timeoutMs`. */
  async print(html: string, timeoutMs: number): Promise<Uint8Array> {
    this.active += 1;
    this.printed += 1;
    try {
      const page = this.idle.pop() ?? (await this.openPage());
      const pdf = await guarded(page, timeoutMs, () => printPage(page, html, timeoutMs));
      this.idle.push(page);
      return pdf;
    } catch (error) {
      this.retire();
      if (isCrash(error) || !this.chrome.connected) throw new PrintCrash('the browser went away', { cause: error });
      throw error;
    } finally {
      this.active -= 1;
      if (this.retired && this.active === 0) await this.close();
    }
  }

  /** Takes no more documents; ends when those in hand are done. */
  retire(): void {
    this.retired = true;
    if (this.active === 0) this.close().catch(() => this.kill());
  }

  /** Ends the browser, by force when it does not listen; settles when the process is gone. */
  close(): Promise<void> {
    this.retired = true;
    this.closing ??= this.end();
    return this.closing;
  }

  private async end(): Promise<void> {
    const killer = setTimeout(() => this.kill(), CLOSE_MS);
    try {
      await this.chrome.close();
    } finally {
      clearTimeout(killer);
    }
  }

  private kill(): void {
    this.chrome.process()?.kill('SIGKILL');
  }

  private async openPage(): Promise<Page> {
    const page = await this.chrome.newPage();
    await page.setJavaScriptEnabled(false);
    await page.setOfflineMode(true);
    return page;
  }
}

async function printPage(page: Page, html: string, timeout: number): Promise<Uint8Array> {
  await page.setContent(html, { waitUntil: 'load', timeout });
  return page.pdf({ preferCSSPageSize: true, printBackground: true, tagged: true, outline: true, timeout });
}

/** The work, or the first of: the page crashed, the browser went, the time is over. */
function guarded<T>(page: Page, timeoutMs: number, work: () => Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const crashed = (error?: unknown) => settle(() => reject(new PrintCrash('the page crashed', { cause: error })));
    const late = () => settle(() => reject(timedOut(timeoutMs)));
    const timer = setTimeout(late, timeoutMs);
    const settle = (end: () => void) => {
      clearTimeout(timer);
      page.off('error', crashed);
      page.browser().off('disconnected', crashed);
      end();
    };
    page.on('error', crashed);
    page.browser().on('disconnected', crashed);
    work().then(
      (value) => settle(() => resolve(value)),
      (error: unknown) =>
        settle(() => reject(error instanceof Error && error.name === 'TimeoutError' ? timedOut(timeoutMs) : error)),
    );
  });
}

function timedOut(timeoutMs: number): AppError {
  return new AppError('pdf.timeout', `The document was not printed within ${Math.round(timeoutMs / 1000)} s`, {
    severity: 'infrastructure',
    retryable: true,
    hint: 'Cut down the longest table of the report, or print fewer documents at once.',
  });
}

function isCrash(error: unknown): boolean {
  if (error instanceof PrintCrash) return true;
  return (
    error instanceof Error && /crashed|Target closed|Session closed|Connection closed|detached/i.test(error.message)
  );
}

/** A browser needs none of our secrets. */
function environment(browser: Browser): Record<string, string> {
  return { HOME: homedir(), TMPDIR: tmpdir(), LANG: 'C.UTF-8', TZ: 'UTC', ...browser.env };
}
