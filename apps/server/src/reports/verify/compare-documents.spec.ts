import { describe, expect, it } from 'vitest';
import { alignSequences } from './align-sequences.js';
import { compareDocuments, PAGE_NUMBER } from './compare-documents.js';
import { numberTokens } from './number-tokens.js';
import { readHtmlFigures } from './read-html.js';

const html = `<!doctype html><html><head><title>Report 99</title><style>p{margin:12px}</style></head><body>
<section id="cover"><h1>October 2026</h1></section>
<nav id="contents"><a href="#s-trend">Trend</a> <span data-page-number>3</span></nav>
<section><h2 id="s-trend">Share fell to 13.0%</h2>
<div id="b-trend-kpi"><b>1,558</b><span>&minus;52</span><span>+0.4%p</span></div>
<div id="b-trend-table"><table><thead><tr><th>Q1</th><th>Share (12 m)</th></tr></thead>
<tbody><tr><td>2026-10-31</td><td>14.2%</td></tr><tr><td>2026-11</td><td>7</td></tr></tbody></table></div>
<figure id="b-trend-chart"><svg><title>chart 5</title><text x="1">30.5</text><path d="M0 0L10 10"/></svg></figure>
</section><!-- 1234 --></body></html>`;
const expected = readHtmlFigures(html);
const texts = expected.map((figure) => figure.text).filter((text) => text !== PAGE_NUMBER);

describe('readHtmlFigures', () => {
  it('gives each printed number with its block and leaves out what is not printed', () => {
    expect(expected.map(({ text, block }) => `${block} ${text}`)).toEqual([
      'cover 2026',
      'contents page',
      'trend 13.0',
      'trend.kpi 1,558',
      'trend.kpi \u221252',
      'trend.kpi +0.4',
      'trend.table 1',
      'trend.table 12',
      'trend.table 2026',
      'trend.table 10',
      'trend.table 31',
      'trend.table 14.2',
      'trend.table 2026',
      'trend.table 11',
      'trend.table 7',
      'trend.chart 30.5',
    ]);
  });

  it('takes an empty document', () => {
    expect(readHtmlFigures('')).toEqual([]);
  });

  it('reads the numbers of a drawing that is put in as a picture, and none of a photograph', () => {
    const svg = Buffer.from('<svg><title>9</title><text>Shop 12</text></svg>').toString('base64');
    const figure = `<figure id="b-map-sketch"><img src="data:image/svg+xml;base64,${svg}"><img src="data:image/png;base64,MTI="></figure>`;
    expect(readHtmlFigures(figure)).toEqual([{ block: 'map.sketch', repeats: false, text: '12' }]);
  });
});

describe('numberTokens', () => {
  it.each([
    ['1,558명에서 −52명', ['1,558', '−52']],
    ['2026-10-31', ['2026', '10', '31']],
    ['A35, b2.', ['35', '2']],
    ['no numbers', []],
  ])('reads %s', (text, tokens) => expect(numberTokens(text)).toEqual(tokens));
});

describe('compareDocuments', () => {
  it('finds no difference in the same numbers, with page numbers and heads that come again', () => {
    const found = [...texts.slice(0, 1), '3', ...texts.slice(1, 11), '1', '12', ...texts.slice(11)];
    expect(compareDocuments(expected, found, 2)).toEqual([]);
  });

  it('names the block of one edited digit', () => {
    const found = texts.with(10, '14.3');
    expect(compareDocuments(expected, found, 2)).toEqual([{ block: 'trend.table', expected: '14.2', found: '14.3' }]);
  });

  it('names the block of a lost sign, a lost number and one that was put in', () => {
    expect(compareDocuments(expected, texts.with(3, '52'), 1)).toEqual([
      { block: 'trend.kpi', expected: '\u221252', found: '52' },
    ]);
    expect(compareDocuments(expected, texts.toSpliced(1, 1), 1)).toEqual([
      { block: 'trend', expected: '13.0', found: null },
    ]);
    expect(compareDocuments(expected, [...texts, '8'], 1)).toEqual([
      { block: 'trend.chart', expected: null, found: '8' },
    ]);
  });

  it('counts figures that two blocks exchanged as differences', () => {
    const found = texts.with(1, '7').with(13, '13.0');
    expect(compareDocuments(expected, found, 1).map((one) => one.block)).toEqual(['trend', 'trend.table']);
  });

  it('takes a head that comes again more often than there are pages for a difference', () => {
    const found = [...texts.slice(0, 11), '1', '12', '1', '12', ...texts.slice(11)];
    expect(compareDocuments(expected, found, 2)).toHaveLength(2);
  });

  it('reports every number of an empty file as lost', () => {
    expect(compareDocuments(expected, [], 1)).toHaveLength(texts.length);
  });
});

describe('alignSequences', () => {
  it('gives no gaps for equal sequences, empty ones included', () => {
    expect(alignSequences([], [])).toEqual([]);
    expect(alignSequences(['1', '2'], ['1', '2'])).toEqual([]);
  });

  it('gives gaps that turn one sequence into the other', () => {
    const left = '3 1 4 1 5 9 2 6 5 3 5'.split(' ');
    const right = '3 4 1 5 5 9 2 7 5 3 5 8'.split(' ');
    const gaps = alignSequences(left, right) ?? [];
    const rebuilt = gaps.toReversed().reduce((list, gap) => {
      return list.toSpliced(gap.left[0], gap.left[1] - gap.left[0], ...right.slice(...gap.right));
    }, left);
    expect(rebuilt).toEqual(right);
  });

  it('gives up beyond the allowed number of differences', () => {
    expect(alignSequences(['1', '2', '3'], ['4', '5', '6'], undefined, 4)).toBeNull();
  });
});
