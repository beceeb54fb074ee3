import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** Who asks. Set on the request by the identity guard, and nowhere else. */
export interface Viewer {
  id: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    viewer?: Viewer;
  }
}

export const PUBLIC = Symbol('PUBLIC');

/** Opens a route to requests without session or token; their viewer may be absent. */
export const Public = () => SetMetadata(PUBLIC, true);

/** The viewer of the request; absent on public routes only. */
export const CurrentViewer = createParamDecorator(
  (_data: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<FastifyRequest>().viewer,
);
