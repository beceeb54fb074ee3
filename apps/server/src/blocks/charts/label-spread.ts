export interface SpreadLabel {
  /** Wanted centre in pixels from the top. */
  center: number;
  height: number;
}

/** Shifts in pixels that keep stacked labels apart and inside 0..`room`, moving each as little as a pass down and one up allow. */
export function spreadLabels(labels: readonly SpreadLabel[], room: number): number[] {
  const order = labels.map((_, index) => index).sort((a, b) => at(labels, a).center - at(labels, b).center || a - b);
  const centers = labels.map(({ center }) => center);
  let free = 0;
  for (const index of order) {
    const { height } = at(labels, index);
    centers[index] = Math.max(centers[index] ?? 0, free + height / 2);
    free = (centers[index] ?? 0) + height / 2;
  }
  let limit = room;
  for (const index of order.toReversed()) {
    const { height } = at(labels, index);
    centers[index] = Math.min(centers[index] ?? 0, limit - height / 2);
    limit = (centers[index] ?? 0) - height / 2;
  }
  return labels.map(({ center }, index) => (centers[index] ?? center) - center);
}

function at(labels: readonly SpreadLabel[], index: number): SpreadLabel {
  return labels[index] ?? { center: 0, height: 0 };
}
