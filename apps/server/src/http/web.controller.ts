import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Controller, Get, Inject, NotFoundException, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../common/errors.js';
import { pathOf } from './problem.filter.js';
import { CurrentViewer, Public, type Viewer } from './viewer.js';

/** Token of the folder with the built pages. */
export const WEB_ROOT = Symbol('WEB_ROOT');

/** Paths that the browser application draws; all get the same document. */
const WEB_ROUTES = ['/', 'issues/:id', 'dashboards/:name'];
/** A path that means data or a file, not a page. */
const NO_PAGE = /^\/(?:api|assets)(?:\/|$)|\.[a-z0-9]+$/i;

/** The document of the browser application. It holds no data, so a stranger gets it too: it tells him how to sign in. */
@ApiExcludeController()
@Controller()
export class WebController {
  constructor(@Inject(WEB_ROOT) private readonly root: string) {}

  @Public()
  @Get(WEB_ROUTES)
  document(@CurrentViewer() viewer: Viewer | undefined, @Res() reply: FastifyReply) {
    return this.send(reply, viewer ? 200 : 401);
  }

  /** A page that does not exist still is one: it says so and leads back. */
  @Public()
  @Get('*')
  unknown(@CurrentViewer() viewer: Viewer | undefined, @Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    const path = pathOf(request.url);
    const accepts = request.headers.accept ?? '';
    if (NO_PAGE.test(path) || !accepts.includes('text/html'))
      throw new NotFoundException(`There is nothing at ${path}.`);
    return this.send(reply, viewer ? 404 : 401);
  }

  /** A stranger sees the page with the help, and a script sees by the status how it is. */
  private async send(reply: FastifyReply, status: number) {
    const html = await readFile(join(this.root, 'index.html')).catch((cause: unknown) => {
      throw new AppError('web.not-built', 'The pages are not built.', {
        severity: 'infrastructure',
        hint: 'Run npm run build.',
        cause,
      });
    });
    return reply.status(status).headers({ 'cache-control': 'no-cache' }).type('text/html; charset=utf-8').send(html);
  }
}
