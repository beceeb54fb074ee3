import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { block, type BlockSpec } from '../../apps/server/src/content/spec/block.js';
import { readReport } from './demo-content.js';
import { PROJECT } from './demo-database.js';

const blocks = readReport('gallery').sections.flatMap((section) => section.blocks);
const shown = blocks.filter((each) => each.kind !== 'code' && each.id !== 'lead');

describe('the gallery', () => {
  it('shows under each block the YAML that makes exactly that block', () => {
    for (const each of shown) {
      const code = blocks[blocks.indexOf(each) + 1];
      if (code?.kind !== 'code') throw new Error(`${each.id} has no YAML under it`);
      expect(block.parse(parse(code.code)), each.id).toEqual(each);
    }
  });

  it('holds every kind of block but those without a look, and every kind of chart', () => {
    const kinds = new Set(blocks.map(({ kind }) => kind));
    expect([...kinds].sort().join(' ')).toBe(
      'action_table before_after chart code grade_table hypothesis_table image issue_diff kpi migration review_table rule_table table text',
    );
    const charts = new Set(blocks.flatMap((each) => (each.kind === 'chart' ? [each.chart] : [])));
    expect([...charts].sort()).toEqual(
      'area bar box combo curve fan heatmap line sankey scatter swarm waterfall'.split(' '),
    );
  });

  it('is the same in its page of the documentation', () => {
    const page = readFileSync(join(PROJECT, 'docs', 'gallery.md'), 'utf8');
    const documented = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(
      ([, yaml]) => block.parse(parse(yaml!)) as BlockSpec,
    );
    for (const each of shown) expect(documented).toContainEqual(each);
  });
});
