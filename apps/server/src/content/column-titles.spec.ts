import { describe, expect, it } from 'vitest';
import { columnTitles } from './column-titles.js';
import type { DatasetItem } from './project.js';

type Node = Pick<DatasetItem, 'inputs' | 'spec'>;
const node = (inputs: string[], columns: { name: string; title?: string }[]): Node => ({
  inputs,
  spec: { title: 'x', columns } as unknown as DatasetItem['spec'],
});

describe('titles of columns', () => {
  it('are those of the nearest dataset that gives the column one, over any number of steps', () => {
    const datasets = new Map([
      ['features', node(['customers', 'orders'], [{ name: 'visits' }, { name: 'spend', title: 'Spend a month' }])],
      ['customers', node([], [{ name: 'visits', title: 'Visits' }])],
      [
        'orders',
        node(
          [],
          [
            { name: 'spend', title: 'Amount' },
            { name: 'day', title: 'Day' },
          ],
        ),
      ],
    ]);
    expect(columnTitles({ inputs: ['features'] }, datasets)).toEqual(
      new Map([
        ['spend', 'Spend a month'],
        ['visits', 'Visits'],
        ['day', 'Day'],
      ]),
    );
    expect(columnTitles({ inputs: [] }, datasets)).toEqual(new Map());
  });
});
