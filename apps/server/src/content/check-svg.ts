import { SaxesParser, type SaxesTagPlain } from 'saxes';

/** Elements that draw and do nothing else. */
const ALLOWED = new Set(
  `svg g defs title desc path rect circle ellipse line polyline polygon text tspan symbol use clipPath mask marker pattern
  linearGradient radialGradient stop style`.split(/\s+/),
);
/** Size in pixels of a drawing that does not say. */
const DEFAULT_SIZE = { width: 300, height: 150 };

/** Size of an SVG that can do nothing but draw: no script, nothing from outside; or why it is refused. */
export function checkSvg(text: string): { width: number; height: number } | { problem: string } {
  if (/<!DOCTYPE|<!ENTITY|<\?xml-stylesheet/i.test(text)) {
    return { problem: 'the SVG declares a document type, entities or a style sheet' };
  }
  const parser = new SaxesParser();
  let problem: string | undefined;
  let size: { width: number; height: number } | undefined;
  let style = '';
  parser.on('text', (part) => (style += part));
  parser.on('cdata', (part) => (style += part));
  parser.on('error', (error) => (problem ??= `the SVG is not well-formed: ${error.message}`));
  parser.on('opentag', (tag) => {
    problem ??= elementProblem(tag);
    size ??= tag.name === 'svg' ? sizeOf(tag) : undefined;
  });
  parser.write(text).close();
  if (fetches(style)) problem ??= 'the style of the SVG refers to something outside';
  if (problem !== undefined) return { problem };
  return size ?? { problem: 'the SVG has no <svg> element' };
}

function elementProblem({ name, attributes }: SaxesTagPlain): string | undefined {
  if (!ALLOWED.has(name)) return `the SVG holds <${name}>, which is not allowed`;
  for (const [key, value] of Object.entries(attributes)) {
    if (/^on/i.test(key)) return `the SVG holds the event "${key}"`;
    if (/(?:^|:)href$/i.test(key) && !value.startsWith('#')) return `the SVG refers to "${value.slice(0, 60)}"`;
    if (fetches(value)) {
      return `the SVG refers to something outside in "${key}"`;
    }
  }
  return undefined;
}

/** CSS that would fetch: an import, or url() of anything but a part of the file. Escapes could hide either. */
function fetches(css: string): boolean {
  return /@import|expression\(|\\|url\(\s*(?!["']?#)/i.test(css);
}

function sizeOf({ attributes }: SaxesTagPlain): { width: number; height: number } {
  const [width, height] = [attributes['width'], attributes['height']].map((text) => Number.parseFloat(text ?? ''));
  if (width && height && !attributes['width']?.endsWith('%')) return { width, height };
  const [, , across, down] = (attributes['viewBox'] ?? '').split(/[\s,]+/).map(Number);
  return across && down ? { width: across, height: down } : DEFAULT_SIZE;
}
