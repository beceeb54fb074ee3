import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from '../../common/errors.js';
import { formatEvent } from '../../http/event-stream.js';
import { previewShell } from './preview-page.js';
import type { PreviewState } from './preview-state.js';

export interface OpenPreview {
  url: string;
  close(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';

/**
 * Serves a preview to this machine only: `/` the frame, `/report` the page inside, `/events` when to load it again. Requests that name another
 * host are refused, so that no page from elsewhere can read it by a name that leads here. Throws AppError `preview.port-taken`.
 */
export async function servePreview(
  state: PreviewState,
  options: { title: string; port: number },
): Promise<OpenPreview> {
  const server = createServer((request, response) => answer(request, response, state, options.title));
  await listen(server, options.port);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const error = new AppError(
        'preview.port-taken',
        `port ${port} cannot be opened: ${cause.code ?? cause.message}`,
        {
          severity: 'usage',
          hint: 'name another one with --port',
          cause,
        },
      );
      reject(error);
    });
    server.listen(port, LOOPBACK, resolve);
  });
}

function answer(request: IncomingMessage, response: ServerResponse, state: PreviewState, title: string): void {
  const isHere = /^(localhost|127\.0\.0\.1)(:\d+)?$/.test(request.headers.host ?? '');
  if (!isHere || request.method !== 'GET') return void response.writeHead(403).end();
  const path = (request.url ?? '/').split('?')[0];
  if (path === '/') {
    const nonce = randomBytes(16).toString('base64');
    return send(response, previewShell(title, nonce), {
      'Content-Security-Policy': `default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-${nonce}'; connect-src 'self'; frame-src 'self'`,
    });
  }
  if (path === '/report') return send(response, state.current?.html ?? '', {});
  if (path === '/events') return stream(request, response, state);
  response.writeHead(404).end();
}

function send(response: ServerResponse, html: string, heads: Record<string, string>): void {
  response
    .writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store', ...heads })
    .end(html);
}

function stream(request: IncomingMessage, response: ServerResponse, state: PreviewState): void {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  const stop = state.follow(({ ms, refusals }) => {
    response.write(formatEvent({ event: 'drawn', data: { ms, refusals } }));
  });
  request.once('close', stop);
}
