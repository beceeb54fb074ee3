import { dirname } from 'node:path';
import type { WriteRows } from '../content/case/init-case.js';
import type { Engine } from '../engine/engine.js';
import { quoteText } from '../engine/quote.js';
import { statementBody } from '../engine/statement-body.js';
import { orderOf, usedParameters } from './build-sql.js';

/** Writes rows of generated datasets as of a day, as a version of them would hold them, to CSV files with a head. */
export function demoRows(engine: Engine, asOf: string): WriteRows {
  return async (item, file) => {
    const workspace = await engine.open([dirname(file)]);
    try {
      const sql = item.sql ?? '';
      const parameters = usedParameters(await workspace.parse(sql), asOf, {});
      const rows = `SELECT * FROM (\n${statementBody(sql)}\n)`;
      const { columns } = await workspace.run(`${rows} LIMIT 0`, parameters);
      const sorted = `${rows} ORDER BY ${orderOf(item)}`;
      await workspace.run(`COPY (\n${sorted}\n) TO ${quoteText(file)} (FORMAT csv, HEADER)`, parameters);
      return columns;
    } finally {
      await workspace.close();
    }
  };
}
