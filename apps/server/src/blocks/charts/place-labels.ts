export interface PlacedPoint {
  /** Centre in pixels. */
  x: number;
  y: number;
  radius: number;
  /** Size of its text in pixels; a point without text is only in the way. */
  text?: { width: number; height: number };
}

export type LabelSide = 'right' | 'left' | 'top' | 'bottom';

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

const SIDES: LabelSide[] = ['right', 'left', 'top', 'bottom'];
const DISTANCE = 4;
/** Pixels by which the text of a point on the edge may stand over or under the plot. */
const SLACK = 8;

/**
 * The side of each point where its text covers neither another text nor another point and stays inside the plot, or null where there is
 * none; the larger points choose first. O(points × labels).
 */
export function placeLabels(
  points: readonly PlacedPoint[],
  plot: { width: number; height: number },
): (LabelSide | null)[] {
  const taken: Box[] = [];
  const sides = points.map((): LabelSide | null => null);
  const order = points.map((_, index) => index).filter((index) => points[index]?.text);
  order.sort((a, b) => (points[b]?.radius ?? 0) - (points[a]?.radius ?? 0) || a - b);
  for (const index of order) {
    const others = points.filter((_, other) => other !== index).map(circleBox);
    const free = SIDES.find((side) => {
      const box = textBox(points[index] as PlacedPoint, side);
      return isInside(box, plot) && ![...taken, ...others].some((other) => overlaps(box, other));
    });
    if (!free) continue;
    sides[index] = free;
    taken.push(textBox(points[index] as PlacedPoint, free));
  }
  return sides;
}

function circleBox({ x, y, radius }: PlacedPoint): Box {
  return { left: x - radius, right: x + radius, top: y - radius, bottom: y + radius };
}

function textBox({ x, y, radius, text = { width: 0, height: 0 } }: PlacedPoint, side: LabelSide): Box {
  const { width, height } = text;
  const away = radius + DISTANCE;
  if (side === 'right') return { left: x + away, right: x + away + width, top: y - height / 2, bottom: y + height / 2 };
  if (side === 'left') return { left: x - away - width, right: x - away, top: y - height / 2, bottom: y + height / 2 };
  const top = side === 'top' ? y - away - height : y + away;
  return { left: x - width / 2, right: x + width / 2, top, bottom: top + height };
}

function isInside({ left, right, top, bottom }: Box, { width, height }: { width: number; height: number }): boolean {
  return left >= 0 && right <= width && top >= -SLACK && bottom <= height + SLACK;
}

function overlaps(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
