import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AppError } from '../common/errors.js';
import { CurrentViewer, Public, type Viewer } from './viewer.js';

/** Token of the folder with the built pages. */
export const WEB_ROOT = Symbol('WEB_ROOT');

/** Paths that the browser application draws; all get the same document. */
const WEB_ROUTES = ['/', 'issues/:id'];

/** The document of the browser application. It holds no data, so a stranger gets it too: it tells him how to sign in. */
@ApiExcludeController()
@Controller()
export class WebController {
  constructor(@Inject(WEB_ROOT) private readonly root: string) {}

  @Public()
  @Get(WEB_ROUTES)
  async document(@CurrentViewer() viewer: Viewer | undefined, @Res() reply: FastifyReply) {
    const html = await readFile(join(this.root, 'index.html')).catch((cause: unknown) => {
      throw new AppError('web.not-built', 'The pages are not built.', {
        severity: 'infrastructure',
        hint: 'Run npm run build.',
        cause,
      });
    });
    // A stranger sees the page with the help, and a script sees that it is not signed in.
    const status = viewer ? 200 : 401;
    return reply.status(status).headers({ 'cache-control': 'no-cache' }).type('text/html; charset=utf-8').send(html);
  }
}
