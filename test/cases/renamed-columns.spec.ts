import { cp, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { isGenerated } from '../../apps/server/src/content/case/case-parts.js';
import { readProject } from '../../apps/server/src/content/read-project.js';
import { quoteName, quoteText } from '../../apps/server/src/engine/quote.js';
import { CaseLab } from '../support/case-lab.js';

const AS_OF = '2026-10-31';

/** A name such as the files of strangers have. */
function oddName(name: string, i: number): string {
  const upper = name.toUpperCase().replaceAll('_', ' ');
  return [`고객 자료 ${i + 1}`, upper, `Spalte Nr. ${i + 1} (${upper})`, `${upper}, "원본"`][i % 4]!;
}

/** Gives every column of a CSV an odd name and another place, and writes the new names into `from:` of its definition, and nothing else. */
async function renameColumns(lab: CaseLab, dir: string, source: string): Promise<void> {
  const definition = join(dir, 'datasets', `${source}.yaml`);
  const document = parseDocument(await readFile(definition, 'utf8'));
  const { columns } = document.toJS() as { columns: { name: string; from: string }[] };
  const names = columns.map(({ from }, i) => oddName(from, i));
  names.forEach((name, i) => document.setIn(['columns', i, 'from'], name));
  const file = join(dir, document.getIn(['file', 'path']) as string);
  const workspace = await lab.engine.open([join(dir, 'data')]);
  try {
    const list = columns.map(({ from }, i) => `${quoteName(from)} AS ${quoteName(names[i]!)}`);
    // Neither the old order nor its mirror image.
    const shuffled = [...list.filter((_, i) => i % 2 === 1).toReversed(), ...list.filter((_, i) => i % 2 === 0)];
    const rows = `SELECT ${shuffled.join(', ')} FROM read_csv(${quoteText(file)}, all_varchar = true, header = true)`;
    await workspace.run(`COPY (${rows}) TO ${quoteText(`${file}.renamed`)} (FORMAT csv, HEADER)`);
  } finally {
    await workspace.close();
  }
  await rename(`${file}.renamed`, file);
  await writeFile(definition, document.toString({ lineWidth: 0 }));
}

describe("a case on a table of somebody else's", () => {
  let lab: CaseLab;
  beforeAll(async () => {
    lab = await CaseLab.create();
  });
  afterAll(() => lab.close());

  it('is every job of the demo project that has a page', () => {
    expect(CaseLab.cases).toEqual(expect.arrayContaining(['response-lift', 'rfm-grades']));
  });

  it.each(CaseLab.cases)(
    '%s says the same when every column has another name and place, by `from:` alone',
    async (name) => {
      const own = await lab.init(`${name}/own`, name, AS_OF);
      const foreign = join(lab.home, name, 'foreign');
      await cp(own, foreign, { recursive: true });
      const sources = [...lab.demo.datasets.values()].filter(isGenerated);
      const { datasets } = await readProject(foreign, lab.engine);
      const mapped = sources.filter((source) => datasets.has(source.name));
      expect(mapped.length).toBeGreaterThan(0);
      for (const source of mapped) await renameColumns(lab, foreign, source.name);

      const wanted = await lab.run(own, name, AS_OF);
      const found = await lab.run(foreign, name, AS_OF);
      expect(wanted.error).toBeUndefined();
      expect(found.error).toBeUndefined();
      // Which bytes were read is another thing than what they say.
      const { id: _ids, digest: _digests, inputs, ...said } = wanted.result!;
      const { id: _id, digest: _digest, inputs: otherInputs, ...same } = found.result!;
      expect(same).toEqual(said);
      const sizes = (all: typeof inputs) => all.map(({ dataset, tables, refused }) => ({ dataset, tables, refused }));
      expect(sizes(otherInputs)).toEqual(sizes(inputs));
    },
    900_000,
  );
});
