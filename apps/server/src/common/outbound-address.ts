import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { AppError } from './errors.js';

/** Address ranges that no host on the public Internet has: own machine, own network, cloud metadata, multicast, unassigned. */
const PRIVATE: [network: string, prefix: number, family: 'ipv4' | 'ipv6'][] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  ['::', 127, 'ipv6'],
  ['64:ff9b::', 96, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
];

export type Resolve = (host: string) => Promise<string[]>;

/**
 * Address to connect to for a host: each address it resolves to must be public, or allowed by `allowed` (names, addresses, CIDR ranges,
 * `*`). Connect to this address and not to the name, which may resolve to another one a moment later. Throws `network.denied`,
 * `network.unresolved` (retryable).
 */
export async function outboundAddress(
  host: string,
  allowed: readonly string[],
  resolve: Resolve = resolveHost,
): Promise<string> {
  const name = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  const addresses = isIP(name) ? [name] : await resolve(name);
  const isOpen = allowed.some((entry) => entry === '*' || entry.toLowerCase() === name);
  const ranges = rangesOf(allowed);
  const denied = isOpen ? undefined : addresses.find((address) => !isPublic(address) && !holds(ranges, address));
  if (denied !== undefined) throw networkDenied(host, denied);
  return addresses[0]!;
}

/** `network.denied`: the host is in a private network. */
export function networkDenied(host: string, address: string): AppError {
  return new AppError(
    'network.denied',
    `${host}${address === host ? '' : ` (${address})`} is in a private network, which sources may not reach.`,
    {
      hint: `If it is meant to be read, allow it where the server runs: DECILE_ALLOW_HOSTS=${host}.`,
      details: { host },
    },
  );
}

const privateRanges = new BlockList();
for (const range of PRIVATE) privateRanges.addSubnet(...range);

function isPublic(address: string): boolean {
  return !holds(privateRanges, address);
}

function holds(ranges: BlockList, address: string): boolean {
  return ranges.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

function rangesOf(entries: readonly string[]): BlockList {
  const ranges = new BlockList();
  for (const entry of entries) {
    const [network = '', prefix] = entry.split('/');
    const version = isIP(network);
    if (version === 0) continue;
    const family = version === 6 ? 'ipv6' : 'ipv4';
    if (prefix === undefined) ranges.addAddress(network, family);
    else ranges.addSubnet(network, Number(prefix), family);
  }
  return ranges;
}

async function resolveHost(host: string): Promise<string[]> {
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address);
  } catch (cause) {
    throw new AppError('network.unresolved', `There is no address for the host ${host}.`, {
      severity: 'infrastructure',
      retryable: (cause as NodeJS.ErrnoException).code === 'EAI_AGAIN',
      hint: 'Check its spelling and the name servers of this machine.',
      cause,
    });
  }
}
