import { describe, expect, it } from 'vitest';
import { placeLabels } from './place-labels.js';

const plot = { width: 200, height: 100 };
const text = { width: 40, height: 16 };

describe('placeLabels', () => {
  it('prefers the right side and leaves it where the text would leave the plot', () => {
    expect(placeLabels([{ x: 20, y: 50, radius: 4, text }], plot)).toEqual(['right']);
    expect(placeLabels([{ x: 190, y: 50, radius: 4, text }], plot)).toEqual(['left']);
  });

  it('covers no other point', () => {
    const points = [
      { x: 50, y: 50, radius: 4, text },
      { x: 75, y: 50, radius: 6 },
    ];
    expect(placeLabels(points, plot)).toEqual(['left', null]);
  });

  it('lets the larger point choose first and gives up where nothing is free', () => {
    const points = [
      { x: 100, y: 50, radius: 2, text: { width: 180, height: 90 } },
      { x: 104, y: 52, radius: 8, text },
    ];
    expect(placeLabels(points, plot)).toEqual([null, 'right']);
  });
});
