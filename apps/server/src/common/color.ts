/** Least contrast of text with its ground (WCAG 2.1, level AA). */
export const LEAST_CONTRAST = 4.5;

const STEP = 0.02;

/** Contrast of a colour (`#rrggbb`) with white, 1-21 (WCAG 2.1). */
export function contrastWithWhite(color: string): number {
  return 1.05 / (luminance(color) + 0.05);
}

/** The colour itself where text in it can be read on white; otherwise the lightest shade of it that can. */
export function readableOnWhite(color: string): string {
  let shade = color.toLowerCase();
  for (let share = STEP; contrastWithWhite(shade) < LEAST_CONTRAST && share <= 1; share += STEP) {
    shade = darken(color, share);
  }
  return shade;
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = channels(color).map((channel) => {
    const value = channel / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function darken(color: string, share: number): string {
  const mixed = channels(color).map((channel) => Math.round(channel * (1 - share)));
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

function channels(color: string): number[] {
  return [1, 3, 5].map((start) => Number.parseInt(color.slice(start, start + 2), 16));
}
