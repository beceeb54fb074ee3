import { describe, expect, it } from 'vitest';
import { isSameOrigin } from './same-origin.js';

const ours = {
  host: 'localhost:3000',
  origin: 'http://localhost:3000',
  'sec-fetch-site': 'same-origin',
  'x-decile-request': '1',
};

describe('isSameOrigin', () => {
  it('takes a change from our own page', () => {
    expect(isSameOrigin(ours)).toBe(true);
    expect(isSameOrigin({ host: 'localhost:3000', 'x-decile-request': '1' })).toBe(true);
  });

  it('refuses one without the head that a foreign form can not send', () => {
    expect(isSameOrigin({ ...ours, 'x-decile-request': undefined })).toBe(false);
  });

  it('refuses another site, another port, and an origin that is none', () => {
    expect(isSameOrigin({ ...ours, 'sec-fetch-site': 'same-site' })).toBe(false);
    expect(isSameOrigin({ ...ours, origin: 'http://localhost:4000' })).toBe(false);
    expect(isSameOrigin({ ...ours, origin: 'null' })).toBe(false);
  });
});
