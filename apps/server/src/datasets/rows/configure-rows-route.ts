import { createGunzip } from 'node:zlib';
import type { FastifyInstance, preParsingHookHandler } from 'fastify';

/** Bytes of a body of rows, unpacked. */
const LIMIT = 32 << 20;
const ROUTE = '/api/datasets/:name/rows';

/** Lets the route of pushed rows take bigger bodies, lines, CSV and gzip. Call it before the routes are made. */
export function configureRowsRoute(server: FastifyInstance): void {
  server.addContentTypeParser(['application/x-ndjson', 'text/csv'], { parseAs: 'string' }, (_request, body, done) =>
    done(null, body),
  );
  server.addHook('onRoute', (route) => {
    if (route.url !== ROUTE) return;
    route.bodyLimit = LIMIT;
    route.preParsing = unpack;
  });
}

/** Unpacks as a stream, so that the limit counts what comes out. */
const unpack: preParsingHookHandler = (request, _reply, payload, done) => {
  if (request.headers['content-encoding'] !== 'gzip') return done(null, payload);
  const unpacked = createGunzip();
  payload.on('error', (error) => unpacked.destroy(error));
  let received = 0;
  payload.on('data', (chunk: Buffer) => (received += chunk.length));
  Object.defineProperty(unpacked, 'receivedEncodedLength', { get: () => received });
  done(null, payload.pipe(unpacked));
};
