import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readLogo } from './read-logo.js';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'decile-logo-'));
});
afterAll(() => rm(root, { recursive: true }));

async function read(content: string | Buffer, name = 'logo.svg') {
  await writeFile(join(root, name), content);
  return readLogo(root, name);
}

const svg = (inside: string, head = 'viewBox="0 0 120 40"') =>
  `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ${head}>${inside}</svg>`;

/** Head of a PNG with a size. */
function png(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(33);
  Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').copy(bytes);
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
}

describe('a logo', () => {
  it('is a drawing with its own parts, gradients and styles', async () => {
    const drawing = svg(
      '<style>.a{fill:url(#g)}</style><linearGradient id="g"/><path class="a" d="M0 0h9" fill="url(#g)"/><use xlink:href="#g"/>',
    );
    expect(await read(drawing)).toMatchObject({ type: 'image/svg+xml', width: 120, height: 40 });
    expect(await read(svg('', 'width="50mm" height="20mm"'))).toMatchObject({ width: 50, height: 20 });
    expect(await read(png(200, 80), 'logo.png')).toMatchObject({ type: 'image/png', width: 200, height: 80 });
  });

  it.each([
    ['a script', svg('<script>alert(1)</script>')],
    ['a handler', svg('<path onload="alert(1)"/>')],
    ['HTML', svg('<foreignObject><body/></foreignObject>')],
    ['a link', svg('<a href="https://evil.example"/>')],
    ['a script in a link', svg('<a xlink:href="javascript:alert(1)"/>')],
    ['a picture from elsewhere', svg('<image href="//evil.example/a.png"/>')],
    ['a nested drawing', svg('<image href="data:image/svg+xml;base64,AAAA"/>')],
    ['a style from elsewhere', svg('<style>@import "https://evil.example/a.css";</style>')],
    ['a fetching attribute', svg('<path style="fill:url(https://evil.example/a)"/>')],
    ['a hidden fetch', svg('<path style="fill:u\\72l(https://evil.example/a)"/>')],
    ['a style in CDATA', svg('<style><![CDATA[a{fill:url(//evil.example)}]]></style>')],
    ['an animation', svg('<set attributeName="href" to="x"/>')],
    ['a document type', `<!DOCTYPE svg [<!ENTITY a "b">]>${svg('')}`],
    ['a style sheet instruction', `<?xml-stylesheet href="https://evil.example/a.css"?>${svg('')}`],
    ['another root', '<html xmlns="http://www.w3.org/1999/xhtml"/>'],
    ['a torn end', svg('').slice(0, -5)],
    ['nothing', ''],
    ['too many bytes', svg(`<path d="${'M0 0'.repeat(30_000)}"/>`)],
  ])('with %s is refused, in words', async (_, text) => {
    expect(await read(text)).toEqual(expect.any(String));
  });

  it('is taken by what it holds, and refused when too large or not there', async () => {
    expect(await read(svg(''), 'logo.png')).toMatchObject({ type: 'image/svg+xml' });
    expect(await read(png(9000, 10), 'logo.png')).toContain('9000 × 10 pixels');
    expect(await readLogo(root, 'gone.svg')).toBe('the file is not there');
  });
});
