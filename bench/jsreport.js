import { createRequire } from 'node:module';
import { join } from 'node:path';
import { peerPath } from './peers.js';

const WORKERS = 2;

/**
 * jsreport with its PDF recipe over a pool of two browsers of the same binary and two workers: an HTML document → PDF, and an end.
 * Null when it was not set up.
 */
export async function startJsreport({ executablePath, args, env }) {
  const core = peerPath('@jsreport/jsreport-core');
  if (core === null) return null;
  const require = createRequire(join(core, 'package.json'));
  const jsreport = require('@jsreport/jsreport-core')({
    logger: { silent: true },
    loadConfig: false,
    autoTempCleanup: false,
    reportTimeout: 120_000,
    store: { provider: 'memory' },
    blobStorage: { provider: 'memory' },
    workers: { numberOfWorkers: WORKERS },
    chrome: {
      strategy: 'chrome-pool',
      numberOfWorkers: WORKERS,
      launchOptions: { executablePath, args, headless: 'shell', env: { ...process.env, ...env } },
    },
  });
  jsreport.use(require('@jsreport/jsreport-chrome-pdf')());
  await jsreport.init();
  const template = { engine: 'none', recipe: 'chrome-pdf', chrome: { printBackground: true, format: 'A4' } };
  return {
    print: async (content) => (await jsreport.render({ template: { ...template, content } })).content,
    close: () => jsreport.close(),
  };
}
