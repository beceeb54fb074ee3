import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { logContext, withLogContext } from './log-context.js';

it('names what works, however deep and however long, and nothing outside', async () => {
  const seen = await Promise.all(
    ['a', 'b'].map((run) =>
      withLogContext({ run }, async () => {
        await sleep(5);
        return withLogContext({ step: 'render' }, () => logContext());
      }),
    ),
  );
  expect(seen).toEqual([
    { run: 'a', step: 'render' },
    { run: 'b', step: 'render' },
  ]);
  expect(logContext()).toEqual({});
});
