import { join } from 'node:path';
import { productRoot } from '../../config/software.js';

/** Absolute path of the built-in report templates; the same whether the code runs from the sources or from the build. */
export function templateFolder(): string {
  return join(productRoot, 'apps/server/templates/report');
}
