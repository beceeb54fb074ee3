import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../../common/errors.js';
import { unpackBrowser } from './packed-browser.js';

export interface Browser {
  executablePath: string;
  /** Command-line switches that this binary needs. */
  args: string[];
  /** Variables for its process, over the ones that we have. */
  env: Record<string, string>;
  /** Old headless mode: quicker to start, and the only one that the packed binary knows. */
  shell: boolean;
}

const SYSTEM_BROWSERS = [
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/** Where Puppeteer's own downloads lie below its cache folder. */
const CACHED_BINARIES = [
  ['chrome-headless-shell', /^chrome-headless-shell/],
  ['chrome', /^(chrome|Google Chrome for Testing)(\.exe)?$/],
] as const;

/**
 * The browser that prints: the one configured, else Chrome or Chromium of the system, else Puppeteer's cache, else the one inside the npm
 * package `@sparticuz/chromium`, unpacked once. Throws AppError `pdf.browser-not-found`.
 */
export async function findBrowser(configured?: string): Promise<Browser> {
  if (configured !== undefined) {
    if (!existsSync(configured)) throw notFound(`There is no browser at ${configured}`);
    return plainBrowser(configured);
  }
  const installed = SYSTEM_BROWSERS.find((path) => existsSync(path)) ?? cachedBrowser();
  if (installed !== undefined) return plainBrowser(installed);
  const packed = await unpackBrowser();
  if (packed === undefined) throw notFound('No browser for making PDF was found');
  return { ...packed, args: switches(), shell: true };
}

function plainBrowser(executablePath: string): Browser {
  return { executablePath, args: switches(), env: {}, shell: executablePath.includes('headless') };
}

/** Chromium refuses its sandbox to root; what it shows is our own document, with scripts off and no network. */
function switches(): string[] {
  return process.getuid?.() === 0 ? ['--no-sandbox', '--no-zygote'] : [];
}

function cachedBrowser(): string | undefined {
  const cache = join(homedir(), '.cache', 'puppeteer');
  for (const [folder, name] of CACHED_BINARIES) {
    for (const version of entries(join(cache, folder)).sort().toReversed()) {
      for (const platform of entries(join(cache, folder, version))) {
        const binary = entries(join(cache, folder, version, platform)).find((entry) => name.test(entry));
        if (binary !== undefined) return join(cache, folder, version, platform, binary);
      }
    }
  }
  return undefined;
}

function entries(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

function notFound(message: string): AppError {
  return new AppError('pdf.browser-not-found', message, {
    severity: 'infrastructure',
    hint: 'Install Chrome or Chromium, or set PUPPETEER_EXECUTABLE_PATH to one; `npm ci` without --omit=optional brings one along.',
  });
}
