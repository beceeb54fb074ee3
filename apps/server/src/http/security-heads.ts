import type { FastifyInstance } from 'fastify';

const APP_POLICY = [
  "default-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "frame-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "object-src 'none'",
].join('; ');

/** The API documentation page brings inline styles; nothing else does. */
const DOCS_POLICY = `${APP_POLICY}; style-src 'self' 'unsafe-inline'`;

/** A report is somebody's template: no script, no network, an origin of its own; only our page may frame it. */
const REPORT_POLICY = [
  'sandbox',
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  'font-src data:',
  "frame-ancestors 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Heads that let a browser show a report file and do nothing else with it. */
export const REPORT_HEADS = { 'content-security-policy': REPORT_POLICY, 'x-frame-options': 'SAMEORIGIN' } as const;

/** Sets the security heads of every answer; a route may replace them by stricter ones. */
export function addSecurityHeads(server: FastifyInstance): void {
  server.addHook('onRequest', async (request, reply) => {
    const docs = request.url.startsWith('/api/docs');
    reply.headers({
      'content-security-policy': docs ? DOCS_POLICY : APP_POLICY,
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': 'camera=(), geolocation=(), microphone=()',
    });
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store');
  });
}
