import { Controller, Get, HttpCode, Inject, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../common/errors.js';
import { Public } from '../http/viewer.js';
import { SESSION_COOKIE } from './identity.guard.js';
import { SESSION_SECONDS, Sessions } from './sessions.js';
import { spentLinkPage } from './spent-link-page.js';

@ApiTags('identity')
@Controller()
export class SignInController {
  constructor(@Inject(Sessions) private readonly sessions: Sessions) {}

  /** Exchanges a link for a session and goes to the first page. A browser that only looks ahead does not spend it. */
  @Public()
  @Get('sign-in')
  @ApiExcludeEndpoint()
  async signIn(@Query('token') token: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    if (request.method === 'HEAD' || isPrefetch(request)) return reply.status(204).send();
    const session = await this.exchange(token);
    if (session instanceof AppError) {
      const page = spentLinkPage(request.headers['accept-language'] ?? '');
      return reply.status(401).type('text/html; charset=utf-8').send(page);
    }
    return reply
      .setCookie(SESSION_COOKIE, session, { ...cookieOptions(request), maxAge: SESSION_SECONDS })
      .header('cache-control', 'no-store')
      .redirect('/', 303);
  }

  @Post('api/sign-out')
  @HttpCode(204)
  @ApiOperation({ summary: 'End the session' })
  @ApiResponse({ status: 204 })
  async signOut(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const session = request.cookies[SESSION_COOKIE];
    if (session !== undefined) await this.sessions.end(session);
    reply.clearCookie(SESSION_COOKIE, cookieOptions(request));
  }

  private exchange(token: unknown): Promise<string | AppError> {
    return this.sessions.exchange(typeof token === 'string' ? token : '').catch((thrown: unknown) => {
      if (thrown instanceof AppError && thrown.code === 'identity.link-spent') return thrown;
      throw thrown;
    });
  }
}

/**
 * Lax and not Strict: a link opened from a terminal or a mail is a cross-site navigation, and with Strict the browser would not
 * send the new cookie to the page that it is led to. Changes are guarded by origin and head besides.
 */
function cookieOptions(request: FastifyRequest): CookieSerializeOptions {
  return { httpOnly: true, sameSite: 'lax', path: '/', secure: request.protocol === 'https' };
}

function isPrefetch(request: FastifyRequest): boolean {
  return /prefetch/i.test(String(request.headers['sec-purpose'] ?? request.headers['purpose'] ?? ''));
}
