import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ResolvedChart, Result } from '../../blocks/result.js';
import { composeReport } from './compose-report.js';
import { exhibitFacts } from './exhibit-facts.js';
import type { ViewSettings } from './view-settings.js';
import { WORDS } from './words.js';

function fixture(language: 'ko' | 'en'): Result {
  const file = new URL(`../../../../../test/fixtures/result.${language}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Result;
}

const own = (text: string) => ({ file: 'layout.hbs', text });
const withoutStyle = (html: string) => html.replace(/<style>[\s\S]*?<\/style>/, '');

describe('composing a report', () => {
  it('speaks the language of the result', async () => {
    const ko = await composeReport(fixture('ko'), { target: 'pdf' });
    const en = await composeReport(fixture('en'), { target: 'pdf' });
    expect(ko).toContain('<html lang="ko">');
    expect(ko).toMatch(/목차[\s\S]*도표<\/span>|도표 3/);
    expect(en).toContain('<html lang="en">');
    expect(withoutStyle(en).match(/Exhibit 3/g)).toHaveLength(1);
    expect(withoutStyle(en)).not.toMatch(/목차|출처|도표/);
  });

  it('names the unit of a chart, of a plain count what it counts', () => {
    const settings = { language: 'en', currency: 'KRW', words: WORDS.en } as ViewSettings;
    const chart = (format: string) =>
      ({
        kind: 'chart',
        chart: 'bar',
        columns: [
          { role: 'x', format: 'text' },
          { role: 'y', title: 'Orders', format },
        ],
        rows: [],
      }) as unknown as ResolvedChart;
    expect(exhibitFacts(chart('percent'), settings)).toBe('Unit: %');
    expect(exhibitFacts(chart('number'), settings)).toBe('Orders');
  });

  it('asks nobody for anything: no script, no address, fonts inside', async () => {
    const html = await composeReport(fixture('ko'), { target: 'web' });
    expect(html.match(/<script|<link|@import|(?:src|href)="https?:|url\((?!data:|#)/)).toBeNull();
    expect(html.match(/@font-face/g)).toHaveLength(3);
  });

  it('gives the same bytes for the same result', async () => {
    const first = await composeReport(fixture('ko'), { target: 'pdf' });
    expect(await composeReport(fixture('ko'), { target: 'pdf' })).toBe(first);
  });

  it('prints markup in names as text, wherever they stand', async () => {
    const evil = '</style><script>alert(1)</script>"\\';
    const result = fixture('en');
    result.title = evil;
    result.customer = evil;
    result.brand = { name: evil, color: 'red;}</style><script>' };
    for (const section of result.sections) section.title = evil;
    const html = await composeReport(result, { target: 'pdf' });
    expect(html).not.toContain('<script');
    expect(html.match(/<\/style>/g)).toHaveLength(1);
    expect(html).toContain('&lt;script&gt;');
  });

  it('writes the page numbers that it is given', async () => {
    const html = await composeReport(fixture('en'), { target: 'pdf', pages: new Map([['s-trend', 37]]) });
    expect(html).toMatch(/href="#s-trend"[^\n]*<span class="contents-page" data-page-number>37<\/span>/);
    expect(html).not.toMatch(/[\uE000\uE001]/);
  });

  it('gives every block its id and sets totals and the best row apart', async () => {
    const html = await composeReport(fixture('en'), { target: 'pdf' });
    expect(html).toContain('id="b-trend-share_table"');
    expect(html).toContain('<tbody class="totals">');
    expect(html).toMatch(/<tr class="strong">[^\n]*Max/);
  });

  it('keeps going without the optional parts, and says so where a block has no rows', async () => {
    const { subtitle: _s, customer: _c, method: _m, ...rest } = fixture('en');
    const empty = { ...rest, omitted: [], glossary: [], inputs: [] };
    for (const block of empty.sections.flatMap(({ blocks }) => blocks)) if ('rows' in block) block.rows = [];
    const html = await composeReport(empty, { target: 'pdf' });
    expect(html).toContain('There is no data for this period.');
    expect(html).not.toContain('a-method');
  });

  it('lets a template bring its own layout and style', async () => {
    const layout = own('<h1>{{title}}</h1>{{#each sections}}{{> section}}{{/each}}');
    const template = { layout, style: 'h1{color:#123}' };
    const html = await composeReport(fixture('en'), { target: 'pdf', template });
    expect(html).toContain('h1{color:#123}');
    expect(html).not.toContain('class="cover"');
  });

  it('wears the logo and colours of a brand, text in a shade that can be read', async () => {
    const logo = { type: 'image/png' as const, data: 'iVBORw0KGgo=', width: 90, height: 30 };
    const brand = { name: 'North', color: '#ffcc00', accent: '#112233', good: '#00ff00', logo };
    const html = await composeReport({ ...fixture('en'), brand }, { target: 'pdf' });
    expect(html).toContain('<img class="cover-logo" src="data:image/png;base64,iVBORw0KGgo&#x3D;" alt="North">');
    expect(html).toMatch(/@top-right\{content:"";[^}]*data:image\/png/);
    expect(html).toContain('--brand:#ffcc00');
    expect(html).toContain('--accent:#112233');
    expect(html).not.toMatch(/--brand-text:#ffcc00|--good:#00ff00/);
  });

  it('takes nothing for a logo or a colour that is none', async () => {
    const logo = { type: 'text/html' as 'image/png', data: '");}</style>', width: 1, height: 1 };
    const brand = { name: 'North', color: '#112233', accent: 'red;}', logo };
    const html = await composeReport({ ...fixture('en'), brand }, { target: 'pdf' });
    expect(html).not.toMatch(/text\/html|red;|<img/);
  });

  it('lets a template bring partials, also in place of built-in ones', async () => {
    const partials = {
      cover: { file: 'partials/cover.hbs', text: '<div id="cover">{{> stamp}}</div>' },
      stamp: { file: '_partials/stamp.hbs', text: '<b>{{title}}, stamped</b>' },
    };
    const html = await composeReport(fixture('en'), { target: 'pdf', template: { partials } });
    expect(html).toContain('<div id="cover"><b>Best-customer grade report, stamped</b></div>');
    expect(html).toContain('id="b-trend-share_table"');
  });

  it.each([
    ['a name that does not exist', '\n{{titel}}', 'layout.hbs:2: "titel" is not there'],
    ['a block that is not closed', '{{#if title}}', 'layout.hbs:1: Parse error'],
    ['the constructor of a value', '{{title.constructor}}', 'layout.hbs'],
    ['a helper of its own', '{{run "x"}}', 'layout.hbs'],
    [
      'a partial that is not there',
      '{{> section}}\n{{> nowhere}}',
      'the built-in section.hbs:3: "number" is not there',
    ],
    [
      'a member of what is not there',
      'one\n{{sektion.titel}}',
      'layout.hbs:2: "sektion" is not there, so that it has no',
    ],
    ['a partial that is not there alone', 'one\n{{> nowhere}}', 'layout.hbs:2: The partial nowhere could not be found'],
  ])('refuses a layout with %s, and says where', async (_, layout, message) => {
    const composed = composeReport(fixture('en'), { target: 'pdf', template: { layout: own(layout) } });
    await expect(composed).rejects.toMatchObject({
      code: 'report.template-failed',
      message: expect.stringContaining(message),
    });
  });

  it('names file and line of a partial that fails, and what it had at hand', async () => {
    const partials = { section: { file: 'partials/section.hbs', text: '<h2>{{title}}</h2>\n{{heading}}' } };
    await expect(composeReport(fixture('en'), { target: 'pdf', template: { partials } })).rejects.toMatchObject({
      message: 'partials/section.hbs:2: "heading" is not there',
      hint: expect.stringMatching(/^at hand: id = "s-summary", number = "1", label = "Summary", title = "The best/),
      details: { file: 'partials/section.hbs', line: 2 },
    });
  });
});
