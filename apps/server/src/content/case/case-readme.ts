import { localize } from '../../common/local-text.js';
import type { ColumnShape } from '../project.js';
import { isGenerated, type CaseParts } from './case-parts.js';
import { casePage } from './list-cases.js';
import { dataFile } from './source-definition.js';

/** README of a project that was made from a case; `columns` are those of its sources, by name. */
export function caseReadme(
  { job, datasets, dashboards }: CaseParts,
  columns: ReadonlyMap<string, readonly ColumnShape[]>,
  asOf: string,
): string {
  const sources = datasets.filter(isGenerated);
  const run = `decile run ${job.name} --as-of ${asOf} --out out`;
  const page = casePage(job.name);
  const [first] = sources;
  return `# ${localize(job.spec.title, 'en')}

It runs as it is, on made-up rows up to ${asOf}:

\`\`\`
${run}
\`\`\`

## Your own table

1. Put your file in the place of ${sources.map(({ name }) => `\`${dataFile(name)}\``).join(', ')}. CSV, XLSX, JSON and Parquet are read; where yours has
   another name, write it into \`path:\` of the definition.
2. In ${sources.map(({ name }) => `\`datasets/${name}.yaml\``).join(', ')} edit \`from:\`, the name of a column in your file, and nothing else:
   \`- { name: ${columns.get(first?.name ?? '')?.[0]?.name ?? 'column'}, from: 'what your file calls it', … }\`
3. Run it. \`decile check\` shows every mistake with its line; \`--as-of\` is the last day of your data.

${sources.map((source) => columnTable(source, columns.get(source.name) ?? [])).join('\n')}
[${page}](${page}) says which of them you can do without, which settings to look at, and how to read the report.

## What is where

| file | what it is |
|---|---|
| \`decile.yaml\` | name, language, time zone, currency and brand: yours to set |
${datasets.map(({ name, file, spec }) => `| \`${file}\` | ${cell(localize(spec.title, 'en'))}${sources.some((each) => each.name === name) ? ', from your file' : ''} |`).join('\n')}
${dashboards.map(({ file, spec }) => `| \`${file}\` | dashboard: ${cell(localize(spec.title, 'en'))} |\n`).join('')}| \`report-templates/${job.spec.report}/\` | the report, in English and Korean |
| \`${job.file}\` | refreshes the data and issues the report |
`;
}

function columnTable({ name, spec }: CaseParts['datasets'][number], columns: readonly ColumnShape[]): string {
  const rows = columns.map((column) => {
    const { title = column.name, description } = spec.columns?.find((each) => each.name === column.name) ?? {};
    const words = [title, ...(description === undefined ? [] : [description])].map((text) => localize(text, 'en'));
    return `| \`${column.name}\` | ${column.type} | ${cell(words.join('. '))} |`;
  });
  return `\`${name}\`: ${localize(spec.description ?? spec.title, 'en')}\n\n| column | type | what |\n|---|---|---|\n${rows.join('\n')}\n`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
