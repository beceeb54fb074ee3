import type { FileSource } from '../../content/spec/dataset.js';
import { quoteName, quoteText } from '../../engine/quote.js';
import type { BuildContext, Built } from '../build-context.js';
import { writeTable } from '../write-table.js';
import { emptyFile } from './file-kind.js';
import { alignFiles } from './plan-columns.js';
import type { SourceFile } from './source-files.js';

/** The dataset's one table from Parquet files, whose columns keep their types unless declared otherwise. */
export async function buildParquet(context: BuildContext, source: FileSource, files: SourceFile[]): Promise<Built> {
  const { item, workspace, signal } = context;
  const headings: { shown: string; dialect: { header: true; first: string[] } }[] = [];
  for (const { path, shown } of files) {
    const head = await workspace.run(`SELECT * FROM ${relationOf(path)} LIMIT 0`, {}, signal);
    headings.push({ shown, dialect: { header: true, first: head.columns.map(({ name }) => name) } });
  }
  const plans = alignFiles(item.name, headings, item.spec.columns);
  const selects = files.map((file, i) => {
    const list = plans[i]!.columns.map(({ name, index, type }) => {
      const value = quoteName(headings[i]!.dialect.first[index]!);
      return `${type === undefined ? value : `CAST(${value} AS ${type})`} AS ${quoteName(name)}`;
    });
    if (source.name_column !== undefined) list.push(`${quoteText(file.label)} AS ${quoteName(source.name_column)}`);
    return `SELECT ${list.join(', ')} FROM ${relationOf(file.path)}`;
  });
  const table = await writeTable(context, item.name, selects.join('\nUNION ALL\n'));
  const counted = files.map(({ path }) => `(SELECT count(*) FROM ${relationOf(path)})`);
  const count = await workspace.run(`SELECT ${counted.join(' + ')}`, {}, signal);
  const read = Number(count.rows[0]?.[0]);
  if (read === 0) throw emptyFile(source.path, 'has no rows');
  return { tables: [table], read, refused: 0 };
}

function relationOf(path: string): string {
  return `read_parquet(${quoteText(path)})`;
}
