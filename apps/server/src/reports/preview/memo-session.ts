import { canonicalJson } from '../../common/canonical.js';
import type { QueryResult, QuerySession, Value } from '../../common/value.js';

/**
 * A session that remembers its answers: versions never change, so a query that was not edited is not asked again. Failures are asked anew.
 * Holds every answer until it is closed.
 */
export class MemoSession implements QuerySession {
  private readonly answers = new Map<string, Promise<QueryResult>>();

  constructor(private readonly session: QuerySession) {}

  query(sql: string, parameters: Record<string, Value> = {}, signal?: AbortSignal): Promise<QueryResult> {
    const key = canonicalJson({ sql, parameters });
    const known = this.answers.get(key);
    if (known) return known;
    const asked = this.session.query(sql, parameters, signal);
    this.answers.set(key, asked);
    asked.catch(() => this.answers.delete(key));
    return asked;
  }

  async close(): Promise<void> {
    this.answers.clear();
    await this.session.close();
  }
}
