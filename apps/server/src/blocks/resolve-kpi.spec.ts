import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BlockLab } from '../../../../test/support/block-lab.js';

let lab: BlockLab;
beforeAll(async () => {
  lab = await BlockLab.open({ contacts: 'select 10 as n' });
});
afterAll(() => lab.close());

const figures = {
  contacts: { sql: 'select n from contacts' },
  profit: { sql: 'select sum(margin) as total from profits' },
};
const tiles = (more: Record<string, unknown>) => ({
  id: 'headline',
  kind: 'kpi',
  items: [
    { label: 'Contacts', value: 'contacts.n' },
    { label: 'Profit', value: 'profit.total', ...more },
  ],
});

describe('a KPI tile whose table is not there', () => {
  it('is left out where it is optional', async () => {
    expect(await lab.resolve(tiles({ optional: true }), { figures })).toMatchObject({
      kind: 'kpi',
      items: [{ label: 'Contacts', value: 10 }],
    });
  });

  it('is an error where it is not', async () => {
    expect(await lab.resolve(tiles({}), { figures })).toMatchObject({ kind: 'error' });
  });
});
