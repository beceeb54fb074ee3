import { isAlias, isMap, isScalar, isSeq, type Node } from 'yaml';
import type { z } from 'zod';
import { nearest } from './did-you-mean.js';
import { explainIssue, plainIssues } from './explain-issue.js';
import type { Diagnostic } from './project.js';
import { keysAt, member } from './schema-keys.js';
import { openYaml, pairOf, type YamlPath, type YamlSource } from './yaml-source.js';

type Issue = z.core.$ZodIssue;

/** What can still be read of a file with mistakes. */
export interface MendedSpec<Spec> {
  /** Undefined where nothing is left to read. */
  draft: Spec | undefined;
  /** The text with places for what the draft holds. */
  source: YamlSource;
  diagnostics: Diagnostic[];
  /** Keys at the top of the file under which something had to be left out. */
  lost: ReadonlySet<string>;
}

interface Schema<Spec> {
  /** Prefix of the codes. */
  area: string;
  schema: z.ZodType<Spec>;
}

/** Each round mends one layer of mistakes; nobody nests deeper. */
const ROUNDS = 24;

/**
 * Finds every mistake against a schema, also those that show only when others are put right: takes a misspelt key or value for the one that
 * was meant, a wrong text for any text, and leaves out what cannot be guessed. What follows from leaving it out is no mistake.
 */
export function mendSpec<Spec>({ area, schema }: Schema<Spec>, file: string, text: string): MendedSpec<Spec> {
  const yaml = openYaml(file, text);
  const mending = new Mending(yaml.document.contents, (node) =>
    isAlias(node) ? node.resolve(yaml.document) : (node as Node | null | undefined),
  );
  const diagnostics: Diagnostic[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const source = yaml.read();
    const outcome = schema.safeParse(source.data);
    if (outcome.success) return { draft: outcome.data, source, diagnostics, lost: mending.lost };
    const issues = withoutRenamed(
      outcome.error.issues.flatMap((issue) => plainIssues(issue)),
      schema,
      source.data,
    );
    const fresh = issues.filter((issue) => !mending.isConsequence(issue, source.data));
    diagnostics.push(...fresh.flatMap((issue) => explainIssue(issue, { area, schema, source })));
    if (!mending.mend(issues, schema, source.data)) break;
  }
  return { draft: undefined, source: yaml.read(), diagnostics, lost: mending.lost };
}

/** A key that is misspelt is not missing too. */
function withoutRenamed(issues: readonly Issue[], schema: z.ZodType, data: unknown): Issue[] {
  const renamed = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => JSON.stringify([...issue.path, nearest(key, keysAt(schema, issue.path, data))]))
      : [],
  );
  const isPresent = ({ path }: Issue): boolean => valueAt(data, path) !== undefined;
  return issues.filter((issue) => isPresent(issue) || !renamed.includes(JSON.stringify(issue.path)));
}

/** A node, the map or list that it stands in, and all above. */
interface Place {
  /** From the top down to the map or list. */
  above: Node[];
  parent: Node;
  step: PropertyKey;
  path: YamlPath;
}

class Mending {
  readonly lost = new Set<string>();
  /** What was tried by container; a list remembers its entries themselves, for their numbers change. */
  private readonly tried = new WeakMap<object, Set<PropertyKey>>();
  private readonly emptied = new WeakSet<Node>();
  private fillers = 0;

  constructor(
    private readonly root: Node | null,
    private readonly resolve: (node: unknown) => Node | null | undefined,
  ) {}

  /** Whether an issue only follows from what was left out, or was told before. */
  isConsequence(issue: Issue, data: unknown): boolean {
    const place = this.placeOf(issue.path);
    if (!place || issue.code === 'unrecognized_keys') return false;
    const own = this.resolve(this.childOf(place.parent, place.step));
    if (this.wasTried(place) || (own && this.emptied.has(own))) return true;
    const followsFromOthers =
      issue.code === 'custom' || issue.code === 'too_small' || valueAt(data, issue.path) === undefined;
    return followsFromOthers && this.emptied.has(place.parent);
  }

  /** Puts the issues aside; false where nothing can be done. */
  mend(issues: readonly Issue[], schema: z.ZodType, data: unknown): boolean {
    // All places first: they move when entries of lists are left out.
    const repairs = issues.flatMap((issue) => this.repairsOf(issue, schema, data));
    for (const repair of repairs) repair();
    return repairs.length > 0;
  }

  private repairsOf(issue: Issue, schema: z.ZodType, data: unknown): (() => void)[] {
    if (issue.code === 'unrecognized_keys') {
      const known = keysAt(schema, issue.path, data);
      return issue.keys.flatMap((key) => {
        const place = this.placeOf([...issue.path, key]);
        return place ? [() => this.rename(place, key, nearest(key, known))] : [];
      });
    }
    const place = this.placeOf(issue.path);
    if (!place) return [];
    return [() => this.replace(place, meant(issue, valueAt(data, issue.path)))];
  }

  private rename(place: Place, key: string, to: string | undefined): void {
    const { parent } = place;
    const pair = isMap(parent) ? pairOf(parent, key) : undefined;
    if (!isMap(parent) || !pair || !isScalar(pair.key)) return;
    if (to === undefined || pairOf(parent, to)) this.leaveOut(place);
    else pair.key.value = to;
  }

  /** First by what was meant, or by any text where one will do; then without it; then without what it stands in. */
  private replace(place: Place, by: string | undefined): void {
    const again = this.wasTried(place);
    this.remember(place);
    const value = again ? undefined : (by ?? this.filler(place.path));
    if (value === undefined) this.leaveOut(place);
    else if (isMap(place.parent)) place.parent.set(pairOf(place.parent, place.step)?.key ?? place.step, value);
    else if (isSeq(place.parent)) place.parent.set(Number(place.step), value);
  }

  private leaveOut({ above, parent, step, path }: Place): void {
    this.lost.add(String(path[0]));
    for (const node of above) this.emptied.add(node);
    const found = this.childOf(parent, step);
    if (found === undefined && above.length > 1) {
      const outer = above.at(-2)!;
      const own = path.at(-2)!;
      this.leaveOut({ above: above.slice(0, -1), parent: outer, step: own, path: path.slice(0, -1) });
    } else if (isMap(parent)) parent.items = parent.items.filter((pair) => pair !== pairOf(parent, step));
    else if (isSeq(parent)) parent.items.splice(Number(step), 1);
  }

  private filler(path: YamlPath): unknown {
    const key = String(path.at(-1));
    const word = `x${(this.fillers += 1)}`;
    if (key === 'blocks') return [{ id: word, kind: 'page_break' }];
    if (key === 'sections') return [{ id: word, title: word, blocks: [] }];
    const isName = key === 'name' && (path.length === 1 || path[0] === 'checks');
    return WORDS.has(key) || isName ? word : undefined;
  }

  private placeOf(path: YamlPath): Place | undefined {
    const above: Node[] = [];
    let node = this.resolve(this.root);
    for (const step of path) {
      if (!isMap(node) && !isSeq(node)) return undefined;
      above.push(node);
      node = this.resolve(this.childOf(node, step));
    }
    const parent = above.at(-1);
    return parent && { above, parent, step: path.at(-1)!, path };
  }

  private childOf(parent: Node, step: PropertyKey): unknown {
    if (isSeq(parent)) return parent.items[Number(step)];
    return isMap(parent) ? pairOf(parent, step) && (pairOf(parent, step)?.value ?? null) : undefined;
  }

  private wasTried(place: Place): boolean {
    const [owner, key] = this.memoryOf(place);
    return this.tried.get(owner)?.has(key) ?? false;
  }

  private remember(place: Place): void {
    const [owner, key] = this.memoryOf(place);
    this.tried.set(owner, (this.tried.get(owner) ?? new Set()).add(key));
  }

  private memoryOf({ parent, step }: Place): [object, PropertyKey] {
    const entry = isSeq(parent) ? (parent.items[Number(step)] as object | undefined) : undefined;
    return entry ? [entry, ''] : [parent, step];
  }
}

/** Keys whose text is for the reader or names only itself: nothing else is checked against it. */
const WORDS = new Set(
  'title subtitle label description note text alt message term id change_label method customer'.split(' '),
);

/** The allowed value nearest to what was written. */
function meant(issue: Issue, value: unknown): string | undefined {
  const options =
    issue.code === 'invalid_value'
      ? issue.values
      : 'options' in issue && Array.isArray(issue.options)
        ? issue.options
        : [];
  return typeof value === 'string' ? nearest(value, options.map(String).sort()) : undefined;
}

function valueAt(data: unknown, path: YamlPath): unknown {
  return path.reduce<unknown>((value, step) => member(value, step), data);
}
