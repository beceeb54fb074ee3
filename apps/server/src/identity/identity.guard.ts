import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../common/errors.js';
import { ENVIRONMENT, type Environment } from '../config/environment.js';
import { PUBLIC, type Viewer } from '../http/viewer.js';
import { isSameOrigin } from './same-origin.js';
import { Sessions } from './sessions.js';
import { equalTokens } from './token.js';

export const SESSION_COOKIE = 'decile_session';
const READING = ['GET', 'HEAD', 'OPTIONS'];

/** Closed by default: gives every request its viewer, and lets only routes marked `@Public()` do without one. */
@Injectable()
export class IdentityGuard implements CanActivate {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(Sessions) private readonly sessions: Sessions,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const open = this.reflector.getAllAndOverride<boolean>(PUBLIC, [context.getHandler(), context.getClass()]) ?? false;
    await this.admit(request, open);
    return true;
  }

  /** Sets `request.viewer`. Throws `identity.required` where there is none and `identity.cross-site` for a forged change. */
  async admit(request: FastifyRequest, open = false): Promise<void> {
    const viewer = this.viewerByToken(request) ?? (await this.viewerBySession(request));
    if (viewer) request.viewer = viewer;
    else if (!open) throw required();
  }

  private viewerByToken(request: FastifyRequest): Viewer | null {
    const { apiToken } = this.environment;
    const given = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    return apiToken !== undefined && given !== undefined && equalTokens(given, apiToken) ? { id: 'token' } : null;
  }

  private async viewerBySession(request: FastifyRequest): Promise<Viewer | null> {
    const session = request.cookies[SESSION_COOKIE];
    const viewer = session === undefined ? null : await this.sessions.viewerOf(session);
    if (viewer && !READING.includes(request.method) && !isSameOrigin(request.headers)) {
      throw new AppError('identity.cross-site', 'This change did not come from the page itself.', {
        severity: 'usage',
        hint: 'Send X-Decile-Request: 1 with the session, or use a token.',
      });
    }
    return viewer;
  }
}

function required(): AppError {
  return new AppError('identity.required', 'This needs a session or a token.', {
    severity: 'usage',
    hint: 'Open the link that npx decile link prints, or send Authorization: Bearer with DECILE_API_TOKEN.',
  });
}
