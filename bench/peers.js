import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '../var/bench/peers');
const PEERS = ['@jsreport/jsreport-core@4', '@jsreport/jsreport-chrome-pdf@4', 'node-fpgrowth@1.2.1'];

/** Installs the peers into a scratch folder, without scripts and without a browser; nothing of them is part of the product. */
export function setUpPeers() {
  mkdirSync(folder, { recursive: true });
  if (!existsSync(join(folder, 'package.json')))
    writeFileSync(join(folder, 'package.json'), '{"private":true,"type":"module"}\n');
  const env = { ...process.env, PUPPETEER_SKIP_DOWNLOAD: 'true' };
  spawnSync('npm', ['install', '--prefix', folder, '--ignore-scripts', ...PEERS], { stdio: 'inherit', env });
}

/** Why a comparison is skipped. */
export const NOT_SET_UP = 'the peer is not there; run `npm run bench -- setup`';

/** Path of a peer's package, or null when it was not set up. */
export function peerPath(name) {
  const path = join(folder, 'node_modules', name);
  return existsSync(path) ? path : null;
}
