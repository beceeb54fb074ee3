import { describe, expect, it } from 'vitest';
import { inspectImage, MAX_IMAGE_BYTES } from './image.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const svg = (inside: string, head = 'viewBox="0 0 40 20"') =>
  inspectImage(bytes(`<svg xmlns="http://www.w3.org/2000/svg" ${head}>${inside}</svg>`));
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describe('inspectImage', () => {
  it('takes PNG, JPEG and SVG by what they hold, with their size', () => {
    expect(inspectImage(PNG)).toMatchObject({ media: 'image/png', width: 1, height: 1, data: PNG.toString('base64') });
    const jpeg = Buffer.from('ffd8ffe000104a46494600010100000100010000ffc0000b0800100020010111003f00', 'hex');
    expect(inspectImage(jpeg)).toMatchObject({ media: 'image/jpeg', width: 32, height: 16 });
    expect(svg('<path d="M0 0"/>')).toMatchObject({ media: 'image/svg+xml', width: 40, height: 20 });
    expect(svg('', 'width="60" height="30"')).toMatchObject({ width: 60, height: 30 });
  });

  it('takes an SVG that refers to its own parts', () => {
    const own = '<defs><linearGradient id="g"/></defs><rect fill="url(#g)"/><use href="#g"/>';
    expect(svg(own)).toMatchObject({ media: 'image/svg+xml' });
  });

  it.each([
    ['a script', '<script>alert(1)</script>', '<script>'],
    ['an event', '<rect onload="alert(1)"/>', 'onload'],
    ['foreign content', '<foreignObject/>', '<foreignObject>'],
    ['a style sheet from outside', '<style>@import url(http://x)</style>', 'style'],
    ['a picture from outside', '<image href="http://x/y.png"/>', '<image>'],
    ['a reference to outside', '<use href="http://x#a"/>', 'http://x#a'],
    ['a paint from outside', '<rect fill="url(http://x)"/>', 'outside'],
    ['an unclosed element', '<g>', 'not well-formed'],
  ])('refuses an SVG with %s and names it', (_, inside, word) => {
    expect(svg(inside)).toMatchObject({ problem: expect.stringContaining(word) });
  });

  it('refuses entities, other files and files that are too large', () => {
    const entity = '<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>';
    expect(inspectImage(bytes(entity))).toMatchObject({ problem: expect.stringContaining('entities') });
    expect(inspectImage(bytes('GIF89a'))).toEqual({ problem: 'it is no PNG, JPEG or SVG picture' });
    expect(inspectImage(new Uint8Array())).toEqual({ problem: 'it is no PNG, JPEG or SVG picture' });
    expect(inspectImage(new Uint8Array(MAX_IMAGE_BYTES + 1))).toMatchObject({
      problem: expect.stringContaining('1,000,001'),
    });
  });
});
