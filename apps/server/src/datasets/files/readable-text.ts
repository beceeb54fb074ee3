import type { BuildContext } from '../build-context.js';
import type { Dialect } from './text/dialect.js';
import type { Encoding } from './text/read-utf8.js';

/** What a file is opened with: the engine, and a folder for what it is rewritten to. */
export type Opening = Pick<BuildContext, 'workspace' | 'scratch' | 'signal'>;

/** Delimited UTF-8 text, whatever the source was: what DuckDB reads rows from. */
export interface ReadableText {
  /** The source itself or a file in the scratch folder, absolute. */
  path: string;
  /** Of the text; `first` holds the first record without its row number. */
  dialect: Dialect;
  /** True when each record begins with the number of its row in the source. */
  isNumbered: boolean;
  /** Indexes of columns whose values the source itself types as text. */
  textual: ReadonlySet<number>;
  /** Encoding of the source, where it is text. */
  encoding?: Encoding;
}
