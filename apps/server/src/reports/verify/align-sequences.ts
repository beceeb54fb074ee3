/** A stretch where two sequences differ: half-open ranges of each. */
export interface Gap {
  left: [from: number, to: number];
  right: [from: number, to: number];
}

/**
 * Where two sequences differ, by a shortest edit script (E. Myers, "An O(ND) Difference Algorithm", 1986). Cost grows with the
 * number of differences d: time O((n + m) d), memory O(d²). Null when there are more than `most` of them.
 */
export function alignSequences(
  left: string[],
  right: string[],
  same: (left: string, right: string) => boolean = (a, b) => a === b,
  most = 2000,
): Gap[] | null {
  const trace: Int32Array[] = [];
  const reach = new Int32Array(2 * most + 3);
  const middle = most + 1;
  for (let d = 0; d <= most; d++) {
    trace.push(reach.slice(middle - d - 1, middle + d + 2));
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && at(reach, middle + k - 1) < at(reach, middle + k + 1));
      let x = down ? at(reach, middle + k + 1) : at(reach, middle + k - 1) + 1;
      while (x < left.length && x - k < right.length && same(left[x] ?? '', right[x - k] ?? '')) x += 1;
      reach[middle + k] = x;
      if (x >= left.length && x - k >= right.length) return backtrack(trace, left.length, right.length);
    }
  }
  return null;
}

/** Walks the furthest reaching paths back and collects the edits into gaps. */
function backtrack(trace: Int32Array[], n: number, m: number): Gap[] {
  const gaps: Gap[] = [];
  let [x, y] = [n, m];
  for (let d = trace.length - 1; d > 0; d--) {
    const reach = trace[d] as Int32Array;
    const k = x - y;
    const down = k === -d || (k !== d && at(reach, k - 1 + d + 1) < at(reach, k + 1 + d + 1));
    const from = down ? k + 1 : k - 1;
    const fromX = at(reach, from + d + 1);
    const fromY = fromX - from;
    const toX = down ? fromX : fromX + 1;
    const toY = down ? fromY + 1 : fromY;
    addEdit(gaps, [fromX, toX], [fromY, toY]);
    [x, y] = [fromX, fromY];
  }
  return gaps.toReversed();
}

function addEdit(gaps: Gap[], left: [number, number], right: [number, number]): void {
  const next = gaps.at(-1);
  if (next !== undefined && next.left[0] === left[1] && next.right[0] === right[1]) {
    next.left[0] = left[0];
    next.right[0] = right[0];
  } else {
    gaps.push({ left, right });
  }
}

function at(values: Int32Array, index: number): number {
  return values[index] ?? 0;
}
