import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { toProblem } from './problem.js';

/** The one place where an error becomes an HTTP answer. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('http');

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    const path = pathOf(http.getRequest<FastifyRequest>().url);
    const problem = toProblem(thrown, path);
    if (problem.status >= 500) this.logger.error({ err: thrown, path }, 'request failed');
    if (reply.sent) return;
    void reply.status(problem.status).type('application/problem+json; charset=utf-8').send(JSON.stringify(problem));
  }
}

/** Path without the query: a query may hold a sign-in token, which belongs in no log and no answer. */
export function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? '/';
}
