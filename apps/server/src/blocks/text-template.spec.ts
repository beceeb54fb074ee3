import { describe, expect, it } from 'vitest';
import type { Figure } from './figures.js';
import { createTextRenderer } from './text-template.js';

const figures = new Map<string, Figure>([
  ['best.change', { value: -0.004, format: 'points' }],
  ['best.customers', { value: 1558, format: { kind: 'number', unit: { ko: '명', en: 'customers' } } }],
  ['best.month', { value: '2026-10-31', format: 'date' }],
  ['best.none', { value: null, format: 'number' }],
]);
const text = (language: 'ko' | 'en') => createTextRenderer(figures, { language, currency: 'KRW' });

describe('createTextRenderer', () => {
  it('writes figures in their declared format and language', () => {
    expect(text('ko').render('{{figure "best.customers"}} ({{figure "best.change"}})')).toBe('1,558명 (−0.4%p)');
    expect(text('en').render('{{text "best.month" format="month"}}: {{figure "best.customers"}}')).toBe(
      'Oct 2026: 1,558 customers',
    );
  });

  it('lets the words follow the sign', () => {
    const words =
      '{{#if (lt (value "best.change") 0)}}fell{{else if (gt (value "best.change") 0)}}rose{{else}}kept{{/if}}';
    expect(text('en').render(words)).toBe('fell');
    const risen = new Map([...figures, ['best.change', { value: 0.01, format: 'points' as const }]]);
    expect(createTextRenderer(risen, { language: 'en', currency: 'KRW' }).render(words)).toBe('rose');
  });

  it('treats a missing figure value as no comparison and writes a dash', () => {
    expect(text('en').render('{{#if (gt (value "best.none") 0)}}yes{{else}}no{{/if}} {{figure "best.none"}}')).toBe(
      'no –',
    );
  });

  it('names the figures there are when one is unknown', () => {
    expect(() => text('en').render('{{figure "best.custommers"}}')).toThrow(/no figure "best.custommers"/);
  });

  it('refuses helpers and prototype paths that it does not know', () => {
    expect(() => text('en').render('{{lookup this "constructor"}}')).toThrow(/could not be written/);
    expect(() => text('en').render('{{constructor.name}}')).toThrow(/could not be written/);
    expect(() => text('en').render('{{#each x}}{{/each}}')).toThrow(/could not be written/);
  });
});
