export interface OriginHeads {
  host?: string | undefined;
  origin?: string | string[] | undefined;
  'sec-fetch-site'?: string | string[] | undefined;
  'x-decile-request'?: string | string[] | undefined;
}

/**
 * Whether a request that changes something came from our own page. The head of our own is the firm part: a foreign page can't
 * send it without asking first (CORS), and we never allow that. Origin and Sec-Fetch-Site are checked where the browser sends them.
 */
export function isSameOrigin(heads: OriginHeads): boolean {
  if (heads['x-decile-request'] === undefined) return false;
  const site = heads['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return false;
  return heads.origin === undefined || hostOf(heads.origin) === heads.host;
}

function hostOf(origin: string | string[]): string | null {
  return typeof origin === 'string' && URL.canParse(origin) ? new URL(origin).host : null;
}
