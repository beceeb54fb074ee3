import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Nest needs the decorators of TypeScript, not those of ECMAScript.
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  test: {
    include: ['apps/server/src/**/*.spec.ts', 'test/**/*.spec.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    pool: 'forks',
    // Threads that our own code starts inherit it, and so find our TypeScript.
    execArgv: ['--import', './test/support/typescript-loader.mjs'],
  },
});
