import { describe, expect, it } from 'vitest';
import { outboundAddress } from './outbound-address.js';

const resolvesTo = (addresses: string[]) => () => Promise.resolve(addresses);

describe('the address of a host that sources are read from', () => {
  it.each([
    '127.0.0.1', '10.1.2.3', '172.31.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0', '::1', '::', 'fd00::1', 'fe80::1',
    '::ffff:127.0.0.1', '::ffff:7f00:1', '64:ff9b::7f00:1',
  ])('is refused when it is %s', async (address) => {
    await expect(outboundAddress(address, [])).rejects.toMatchObject({ code: 'network.denied' });
    await expect(outboundAddress('db.example', [], resolvesTo([address]))).rejects.toMatchObject({
      code: 'network.denied',
    });
  }); // prettier-ignore

  it('is the one that was checked, when it is public', async () => {
    expect(await outboundAddress('db.example', [], resolvesTo(['203.0.113.9', '2001:db8::9']))).toBe('203.0.113.9');
  });

  it('is refused when one of several is private', async () => {
    await expect(outboundAddress('db.example', [], resolvesTo(['203.0.113.9', '10.0.0.1']))).rejects.toMatchObject({
      code: 'network.denied',
    });
  });

  it.each([['*'], ['db.example'], ['10.0.0.1'], ['10.0.0.0/8']])('may be private when %s is allowed', async (entry) => {
    expect(await outboundAddress('DB.example', [entry], resolvesTo(['10.0.0.1']))).toBe('10.0.0.1');
  });

  it.each([['10.0.0.2'], ['192.168.0.0/16'], ['other.example']])('may not when only %s is', async (entry) => {
    await expect(outboundAddress('db.example', [entry], resolvesTo(['10.0.0.1']))).rejects.toMatchObject({
      code: 'network.denied',
    });
  });
});
