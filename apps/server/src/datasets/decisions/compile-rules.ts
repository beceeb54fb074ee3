import { conditionName, type WrittenCondition } from '../../content/spec/condition-rules.js';

/** Values of an event in the order of its columns, as the texts that DuckDB casts; null for no value. */
export type EventTexts = readonly (string | null)[];

/** A rule as its table has it. */
export interface RuleRow {
  rank: number;
  rule: string;
  category: string;
  /** JSON: what each condition asks for. */
  terms: string;
  efficiency: number | null;
}

export interface CompiledRule extends Omit<RuleRow, 'terms'> {
  terms: CompiledTerm[];
}

interface CompiledTerm {
  /** Column of the event that it asks about. */
  field: string;
  /** Null where the event has no value there. */
  holds: (event: EventTexts) => boolean | null;
}

export interface CompiledRules {
  /** Best first. */
  rules: CompiledRule[];
  /** Rules that ask for something that nobody here knows how to look at: in words. */
  unknown: string[];
}

interface Column {
  name: string;
  type: string;
}

type Reader = (text: string) => string | number;

const NUMERIC = /INT|^(DECIMAL|DOUBLE|FLOAT)/i;
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** Rules as functions over events. `conditions` are those of the analysis that found the rules, `columns` those of an event. */
export function compileRules(
  rows: readonly RuleRow[],
  conditions: readonly WrittenCondition[],
  columns: readonly Column[],
): CompiledRules {
  const known = new Map(conditions.map((condition) => [conditionName(condition), condition]));
  const compiled: CompiledRules = { rules: [], unknown: [] };
  for (const { terms, ...row } of rows.toSorted((a, b) => a.rank - b.rank)) {
    const tests = readTerms(terms).map((term) => compileTerm(term, known, columns));
    if (tests.length > 0 && tests.every((test) => test !== undefined)) compiled.rules.push({ ...row, terms: tests });
    else compiled.unknown.push(row.rule);
  }
  return compiled;
}

type Term = Record<string, unknown> & { name: string };

/** None where the text is no list of terms. */
function readTerms(text: string): Term[] {
  try {
    const terms: unknown = JSON.parse(text);
    return Array.isArray(terms) && terms.every((term) => typeof (term as Term | null)?.name === 'string') ? terms : [];
  } catch {
    return [];
  }
}

function compileTerm(
  { name, ...asked }: Term,
  known: ReadonlyMap<string, WrittenCondition>,
  columns: readonly Column[],
): CompiledTerm | undefined {
  const condition = known.get(name);
  if (condition === undefined) return undefined;
  const { column, part } = typeof condition === 'string' ? { column: condition, part: undefined } : condition;
  const place = columns.findIndex((each) => each.name === column);
  if (place < 0) return undefined;
  const read = readerOf(part, columns[place]!.type);
  const passes = compileAsked(asked, read);
  if (passes === undefined) return undefined;
  return {
    field: column,
    holds: (event) => {
      const text = event[place] ?? null;
      return text === null ? null : passes(read(text));
    },
  };
}

/** What of a value a condition looks at. Parts as DuckDB gives them. */
function readerOf(part: string | undefined, type: string): Reader {
  switch (part) {
    case 'hour':
      return (text) => Number(text.slice(11, 13));
    case 'weekday':
      return (text) => DAYS[new Date(`${text.slice(0, 10)}T00:00:00Z`).getUTCDay()]!;
    case 'day':
      return (text) => Number(text.slice(8, 10));
    case 'month':
      return (text) => Number(text.slice(5, 7));
    case 'quarter':
      return (text) => Math.ceil(Number(text.slice(5, 7)) / 3);
    default:
      return NUMERIC.test(type) ? Number : (text) => text;
  }
}

type Passes = (value: string | number) => boolean;

/** Undefined where the term asks for something else than a value, a band, at most or at least. */
function compileAsked(asked: Record<string, unknown>, read: Reader): Passes | undefined {
  const tests = Object.entries(asked).map(([key, wanted]): Passes | undefined => {
    if (key === 'value' && (typeof wanted === 'string' || typeof wanted === 'number')) {
      const isNumber = typeof read('2000-01-01 00:00:00') === 'number';
      return isNumber ? (value) => value === Number(wanted) : (value) => value === String(wanted);
    }
    if (typeof wanted !== 'number') return undefined;
    if (key === 'at_most') return (value) => Number(value) <= wanted;
    if (key === 'at_least' || key === 'from') return (value) => Number(value) >= wanted;
    return key === 'below' ? (value) => Number(value) < wanted : undefined;
  });
  if (tests.length === 0 || !tests.every((test) => test !== undefined)) return undefined;
  return (value) => tests.every((test) => test(value));
}
