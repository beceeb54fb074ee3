import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { IdentityGuard } from './identity.guard.js';
import { SessionRepository } from './session.repository.js';
import { Sessions } from './sessions.js';
import { SignInController } from './sign-in.controller.js';

/** Who may ask: links, sessions, the API token, and the guard before every route. */
@Module({
  controllers: [SignInController],
  providers: [SessionRepository, Sessions, IdentityGuard, { provide: APP_GUARD, useExisting: IdentityGuard }],
  exports: [Sessions, IdentityGuard],
})
export class IdentityModule {}
