import { describe, expect, it } from 'vitest';
import { parseSpec } from './parse-spec.js';
import { dashboard } from './spec/dashboard.js';
import { dataset } from './spec/dataset.js';

const dashboardOf = (text: string) => parseSpec('dashboard', dashboard, { name: 'd', file: 'd.yaml', text });
const datasetOf = (text: string) => parseSpec('dataset', dataset, { name: 't', file: 't.yaml', text });
const found = ({ diagnostics }: ReturnType<typeof dashboardOf> | ReturnType<typeof datasetOf>) =>
  diagnostics.map(({ line, column, message }) => `${line}:${column} ${message}`).sort();

describe('a file with mistakes', () => {
  it('is still read, with misspelt keys and values taken for those that were meant', () => {
    const parsed = datasetOf('title: T\ndate_colum: day\ncolumns: [{ name: a, formt: mony }]\n');
    expect(parsed.spec).toBeUndefined();
    expect(parsed.draft).toMatchObject({ date_column: 'day', columns: [{ name: 'a', format: 'money' }] });
    expect([...parsed.lost]).toEqual([]);
    expect(found(parsed)).toEqual([
      '2:1 unknown key "date_colum"',
      '3:22 unknown key "formt" in columns[0]',
      '3:29 "format" is "mony"',
    ]);
  });

  it('loses what cannot be guessed, and keeps the places of the rest', () => {
    const parsed = dashboardOf(
      'title: T\nblocks:\n  - { id: a, kind: sparkle }\n  - { id: b, kind: text, text: x }\n  - { id: c, kind: text }\n',
    );
    expect(parsed.draft?.blocks.map(({ id }) => id)).toEqual(['b', 'c']);
    expect([...parsed.lost]).toEqual(['blocks']);
    expect(parsed.source.locate(['blocks', 0, 'id'])).toMatchObject({ line: 4, column: 11 });
    expect(found(parsed)).toEqual([
      expect.stringContaining('3:20 "kind" is "sparkle"'),
      '5:5 "text" is missing in blocks[2]',
    ]);
  });

  it('is told nothing that only follows from what was lost', () => {
    expect(found(datasetOf('title: T\ntests: [{ unique: [5] }]\n'))).toEqual([
      '2:20 tests[0].unique[0] must be text, not 5',
    ]);
    const onlyBlock = 'title: T\nblocks: [{ id: a, kind: chart, chart: bar, metrics: [5], from: o, by: [c] }]\n';
    expect(found(dashboardOf(onlyBlock))).toEqual(['2:54 blocks[0].metrics[0] must be text, not 5']);
    expect(found(datasetOf('titel: T\n'))).toEqual(['1:1 unknown key "titel"']);
  });

  it('is told what shows only when other mistakes are put right', () => {
    const parsed = dashboardOf('title: T\nblocks:\n  - { id: a, kind: tabel, sql: SELECT 1, colums: [{ name: X }] }\n');
    expect(found(parsed)).toEqual([
      '3:20 "kind" is "tabel"',
      '3:42 unknown key "colums" in blocks[0]',
      '3:59 "name" is "X"',
    ]);
  });

  it('is read by the shape that was meant where several may stand', () => {
    const formats = 'columns: [{ name: a, format: { kind: numbr } }, { name: b, format: { kind: money, digts: 1 } }]';
    expect(found(datasetOf(`tile: T\n${formats}\n`))).toEqual([
      '1:1 unknown key "tile"',
      '2:38 "kind" is "numbr"',
      '2:83 unknown key "digts" in columns[1].format',
    ]);
    expect(found(datasetOf('title: T\ncolumns: [{ name: a, format: 5 }]\n'))).toHaveLength(1);
  });

  it('is left alone where nothing of it can be read', () => {
    for (const text of ['- a\n', 'just words\n', 'title: T\n  file: x\n']) {
      const parsed = datasetOf(text);
      expect(parsed.draft).toBeUndefined();
      expect(parsed.diagnostics).toHaveLength(1);
    }
    expect(found(datasetOf('a: &x [*x]\ntitle: *y\n')).length).toBeGreaterThan(0);
  });
});
