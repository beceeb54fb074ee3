import Handlebars from 'handlebars';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../common/errors.js';
import { templateFolder } from './template-folder.js';

const PARTIALS = ['cover', 'contents', 'section', 'block', 'appendix'];

/** No prototype access, no helper but Handlebars' own, and a name that does not exist is an error, not a blank. */
const COMPILE: CompileOptions = { knownHelpersOnly: true, strict: true };
const RUNTIME: Handlebars.RuntimeOptions = { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false };

let builtIn: Promise<Handlebars.TemplateDelegate> | undefined;

/**
 * Body of a report: the built-in layout, or a text that stands for it and may use the partials `cover`, `contents`, `section`, `block`
 * and `appendix`. Throws AppError `report.template-failed` with the engine's message and line.
 */
export async function renderLayout(view: object, layout?: string): Promise<string> {
  try {
    builtIn ??= readTemplate('layout').then(compileLayout);
    const template = await (layout === undefined ? builtIn : compileLayout(layout));
    return template(view, RUNTIME);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new AppError('report.template-failed', `The layout of the report failed: ${message}`, {
      hint: 'Correct layout.hbs in the folder of the report template, or delete it to use the built-in layout.',
      cause: error,
    });
  }
}

/** Compiles one layout in an environment of its own. Only text is taken: a prepared syntax tree could carry code. */
async function compileLayout(layout: string): Promise<Handlebars.TemplateDelegate> {
  if (typeof layout !== 'string') throw new TypeError('a layout must be text');
  const environment = Handlebars.create();
  for (const name of PARTIALS) {
    environment.registerPartial(name, environment.compile(await readTemplate(name), COMPILE));
  }
  return environment.compile(layout, COMPILE);
}

function readTemplate(name: string): Promise<string> {
  return readFile(join(templateFolder(), `${name}.hbs`), 'utf8');
}
