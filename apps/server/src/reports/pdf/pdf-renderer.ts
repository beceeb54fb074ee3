import type { Result } from '../../blocks/result.js';
import { AppError } from '../../common/errors.js';
import { fillPageSlots, pageSlots } from '../html/page-slots.js';
import { readDestinations } from './read-destinations.js';
import { stableBytes } from './stable-bytes.js';
import { WarmBrowser, type WarmBrowserOptions } from './warm-browser.js';

const MOST_PASSES = 3;
const MOST_REMEMBERED = 500;

/**
 * Renders composed reports to tagged PDF with outline and right page numbers on the contents page. The numbers are those that the last issue
 * of the report had, checked in the finished file; only where they moved the document is printed again. So a recurring report costs one
 * pass. The same document and renderer version give the same bytes.
 */
export class PdfRenderer {
  private readonly browser: WarmBrowser;
  private readonly lastPages = new Map<string, ReadonlyMap<string, number>>();

  constructor(options: WarmBrowserOptions = {}) {
    this.browser = new WarmBrowser(options);
  }

  /**
   * PDF of a document composed of the result, its page numbers still open. Throws AppError `pdf.page-numbers-unstable`, and those of
   * `WarmBrowser.print`.
   */
  async render(document: string, result: Pick<Result, 'report' | 'language' | 'as_of'>): Promise<Uint8Array> {
    const ids = pageSlots(document);
    const key = [result.report, result.language, ...ids].join(' ');
    let pages = this.lastPages.get(key) ?? firstGuess(ids);
    for (let pass = 0; pass < MOST_PASSES; pass += 1) {
      const pdf = await this.browser.print(fillPageSlots(document, pages));
      const found = readDestinations(pdf);
      if (ids.every((id) => found.get(id) === pages.get(id))) {
        this.remember(key, pages);
        return stableBytes(pdf, result.as_of);
      }
      pages = found;
    }
    throw new AppError('pdf.page-numbers-unstable', 'Writing the page numbers moves the pages that they name', {
      hint: 'Give the page numbers of layout.hbs a place of fixed width, as the built-in layout does.',
    });
  }

  /** Prints a complete HTML document as it is. */
  print(html: string): Promise<Uint8Array> {
    return this.browser.print(html);
  }

  /** Process id of the browser, once one has been started. */
  processId(): Promise<number | undefined> {
    return this.browser.processId();
  }

  /** Ends the browser process. */
  close(): Promise<void> {
    return this.browser.close();
  }

  /** Called by Nest when the application closes; an open browser would keep the process alive. */
  onModuleDestroy(): Promise<void> {
    return this.close();
  }

  private remember(key: string, pages: ReadonlyMap<string, number>): void {
    this.lastPages.delete(key);
    this.lastPages.set(key, pages);
    const oldest = this.lastPages.keys().next().value;
    if (this.lastPages.size > MOST_REMEMBERED && oldest !== undefined) this.lastPages.delete(oldest);
  }
}

/** The summary stands on page 2; what follows gets a page each. Only the first issue ever needs it. */
function firstGuess(ids: string[]): ReadonlyMap<string, number> {
  return new Map(ids.map((id, index) => [id, index + 2]));
}
