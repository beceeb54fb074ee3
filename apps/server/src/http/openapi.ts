import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { z } from 'zod';

/** Serves the description of every route at `/api/docs` and, as JSON, at `/api/docs-json`. */
export function mountOpenApi(app: NestFastifyApplication, version: string): void {
  const config = new DocumentBuilder()
    .setTitle('Decile')
    .setDescription(
      'Starts runs, follows them, fetches their files. Errors are `application/problem+json` (RFC 9457) with a stable `code`. ' +
        'Scripts send `Authorization: Bearer $DECILE_API_TOKEN`; browsers have a session cookie and send `X-Decile-Request: 1` ' +
        'with everything that changes something.',
    )
    .setVersion(version)
    .addBearerAuth()
    .addCookieAuth('decile_session')
    .addGlobalResponse({ status: 401, description: 'No session and no token', content: problemContent })
    .build();
  const document = SwaggerModule.createDocument(app, config, { standardSchemaConverter: toOpenApi });
  SwaggerModule.setup('api/docs', app, document, { customSiteTitle: 'Decile API', jsonDocumentUrl: 'api/docs-json' });
}

/** zod schema → the JSON Schema of an OpenAPI 3.0 document; undefined for what is not zod. */
function toOpenApi(schema: unknown, { schemaType }: { schemaType: 'input' | 'output' }) {
  if (!(schema instanceof z.ZodType)) return undefined;
  return { schema: z.toJSONSchema(schema, { target: 'openapi-3.0', io: schemaType }) };
}

const problemContent = {
  'application/problem+json': {
    example: {
      type: 'about:blank',
      title: 'Sign-in needed',
      status: 401,
      code: 'identity.required',
      detail: 'This needs a session or a token.',
      instance: '/api/runs',
    },
  },
};
