/** Least contrast of text with its ground (WCAG 2.1, level AA). */
export const LEAST_CONTRAST = 4.5;
/** Least contrast of lines, points and bars with their ground (WCAG 2.1, 1.4.11). */
export const LEAST_CONTRAST_DRAWN = 3;

const STEP = 0.02;

/** Contrast of a colour (`#rrggbb`) with white, 1-21 (WCAG 2.1). */
export function contrastWithWhite(color: string): number {
  return 1.05 / (luminance(color) + 0.05);
}

/** Whether a text is a colour and can do no more in a style sheet than be one. */
export function isColor(text: string | undefined): text is string {
  return text !== undefined && /^#[0-9a-fA-F]{6}$/.test(text);
}

/** The colour itself where text in it can be read on white; otherwise the lightest shade of it that can. */
export function readableOnWhite(color: string): string {
  return shadeOnWhite(color, LEAST_CONTRAST);
}

/** The colour itself where a line in it can be seen on white; otherwise the lightest shade of it that can. */
export function visibleOnWhite(color: string): string {
  return shadeOnWhite(color, LEAST_CONTRAST_DRAWN);
}

function shadeOnWhite(color: string, least: number): string {
  let shade = color.toLowerCase();
  for (let share = STEP; contrastWithWhite(shade) < least && share <= 1; share += STEP) {
    shade = darken(color, share);
  }
  return shade;
}

function luminance(color: string): number {
  const [red, green, blue] = linearChannels(color);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Red, green and blue of a colour (`#rrggbb`) as amounts of light, 0-1 (sRGB, IEC 61966-2-1). */
export function linearChannels(color: string): [number, number, number] {
  const [red = 0, green = 0, blue = 0] = channels(color).map((channel) => {
    const value = channel / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return [red, green, blue];
}

function darken(color: string, share: number): string {
  const mixed = channels(color).map((channel) => Math.round(channel * (1 - share)));
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

function channels(color: string): number[] {
  return [1, 3, 5].map((start) => Number.parseInt(color.slice(start, start + 2), 16));
}
