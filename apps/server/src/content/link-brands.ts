import { contrastWithWhite, LEAST_CONTRAST, readableOnWhite } from '../common/color.js';
import type { Diagnostic } from './project.js';
import { readLogo, type Logo } from './read-logo.js';
import type { BrandSpec } from './spec/brand.js';
import type { YamlSource } from './yaml-source.js';

/** A file that may say how documents look. */
interface BrandedFile {
  draft: { brand?: BrandSpec | undefined } | undefined;
  source: YamlSource;
}

export interface LinkedBrands {
  /** Sound logos by path. */
  logos: Map<string, Logo>;
  diagnostics: Diagnostic[];
}

/** Reads the logos that files name and weighs their colours: an unusable logo is an error, a colour too light for text a warning. */
export async function linkBrands(root: string, files: readonly BrandedFile[]): Promise<LinkedBrands> {
  const logos = new Map<string, Logo>();
  const diagnostics: Diagnostic[] = [];
  for (const { draft, source } of files) {
    const brand = draft?.brand;
    if (brand === undefined) continue;
    diagnostics.push(...paleColors(brand, source));
    if (brand.logo === undefined) continue;
    const logo = logos.get(brand.logo) ?? (await readLogo(root, brand.logo));
    if (typeof logo === 'object') logos.set(brand.logo, logo);
    else diagnostics.push(badLogo(brand.logo, logo, source));
  }
  return { logos, diagnostics };
}

function paleColors(brand: BrandSpec, source: YamlSource): Diagnostic[] {
  return (['color', 'good', 'bad'] as const).flatMap((key) => {
    const color = brand[key];
    if (color === undefined || contrastWithWhite(color) >= LEAST_CONTRAST) return [];
    const contrast = contrastWithWhite(color).toFixed(1);
    return [
      {
        ...source.locate(['brand', key]),
        severity: 'warning' as const,
        code: 'brand.contrast',
        message: `${color} is too light for text (contrast ${contrast}, needed ${LEAST_CONTRAST}); text will be ${readableOnWhite(color)}`,
        hint: 'fine for rules and bars; name a darker colour to choose the shade of the text yourself',
      },
    ];
  });
}

function badLogo(path: string, problem: string, source: YamlSource): Diagnostic {
  return {
    ...source.locate(['brand', 'logo']),
    severity: 'error',
    code: 'brand.logo',
    message: `the logo ${path} cannot be used: ${problem}`,
    hint: 'a plain SVG or PNG up to 100 kB, without scripts, links and style sheets from elsewhere',
  };
}
