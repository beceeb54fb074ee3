import { describe, expect, it } from 'vitest';
import { contrastWithWhite, LEAST_CONTRAST, readableOnWhite } from './color.js';

describe('colours of text', () => {
  it('have the contrast that WCAG gives them', () => {
    expect(contrastWithWhite('#000000')).toBeCloseTo(21, 5);
    expect(contrastWithWhite('#ffffff')).toBeCloseTo(1, 5);
    expect(contrastWithWhite('#767676')).toBeCloseTo(4.54, 2);
  });

  it('stay as they are where they can be read, and are darkened just enough where not', () => {
    expect(readableOnWhite('#1F4E79')).toBe('#1f4e79');
    for (const color of ['#ffcc00', '#ffffff', '#7fd1ff', '#00ff00']) {
      const shade = readableOnWhite(color);
      expect(contrastWithWhite(shade), color).toBeGreaterThanOrEqual(LEAST_CONTRAST);
      expect(contrastWithWhite(shade), color).toBeLessThan(LEAST_CONTRAST + 0.5);
    }
  });
});
