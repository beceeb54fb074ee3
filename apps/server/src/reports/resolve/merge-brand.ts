import { AppError } from '../../common/errors.js';
import type { Logo } from '../../content/read-logo.js';
import type { Project } from '../../content/project.js';
import type { BrandSpec } from '../../content/spec/brand.js';

/** How a document looks, with the logo itself in place of its path. */
export interface Brand extends Omit<BrandSpec, 'logo'> {
  logo?: Logo;
}

/**
 * The looks of an issue: the project's, over them the report's, over them the job's. Undefined where nobody says anything. Throws
 * AppError `brand.logo` for a logo that cannot be used: an issue without it is not what was meant.
 */
export function mergeBrand(
  { spec, logos }: Pick<Project, 'spec' | 'logos'>,
  ...over: (BrandSpec | undefined)[]
): Brand | undefined {
  const parts = [spec.brand, ...over].filter((part) => part !== undefined);
  if (parts.length === 0) return undefined;
  const { logo: path, ...looks } = Object.assign({}, ...parts) as BrandSpec;
  if (path === undefined) return looks;
  const logo = logos.get(path);
  if (logo) return { ...looks, logo };
  throw new AppError('brand.logo', `the logo ${path} cannot be used`, { hint: '`decile check` says why' });
}
