import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../common/clock.js';
import { AppError } from '../common/errors.js';
import type { Viewer } from '../http/viewer.js';
import { SessionRepository } from './session.repository.js';
import { hashToken, newToken } from './token.js';

const HOUR = 3_600_000;
const LINK_LIFE = 24 * HOUR;
/** Seconds that a session lasts: 30 days. */
export const SESSION_SECONDS = 30 * 24 * 3600;

/** Opens the door: one-time links, and the sessions they are exchanged for. */
@Injectable()
export class Sessions {
  constructor(
    @Inject(SessionRepository) private readonly sessions: SessionRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Makes a sign-in link that works once within 24 hours. Returns its path; the secret is in it and is stored nowhere. */
  async createLink(viewer = 'owner'): Promise<string> {
    const now = this.clock.now();
    const token = newToken();
    await this.sessions.removeExpired(now);
    const expires_at = new Date(now.getTime() + LINK_LIFE);
    await this.sessions.save({ token_hash: hashToken(token), kind: 'link', viewer, expires_at });
    return `/sign-in?token=${token}`;
  }

  /** The secret of a new session for the secret of a link. Throws `identity.link-spent`. */
  async exchange(linkToken: string): Promise<string> {
    const now = this.clock.now();
    const token = newToken();
    const expires_at = new Date(now.getTime() + SESSION_SECONDS * 1000);
    const viewer = await this.sessions.exchange(hashToken(linkToken), now, {
      token_hash: hashToken(token),
      expires_at,
    });
    if (viewer !== null) return token;
    throw new AppError('identity.link-spent', 'This sign-in link was used before, or is older than a day.', {
      severity: 'usage',
      hint: 'Run npx decile link for a new one; npx decile start prints one too.',
    });
  }

  /** Who holds a session, or null when it is unknown or over. */
  async viewerOf(sessionToken: string): Promise<Viewer | null> {
    const id = await this.sessions.viewerOf(hashToken(sessionToken), this.clock.now());
    return id === null ? null : { id };
  }

  end(sessionToken: string): Promise<void> {
    return this.sessions.remove(hashToken(sessionToken));
  }
}
