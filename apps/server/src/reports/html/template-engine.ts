import Handlebars from 'handlebars';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { speakingView, templateError, TemplateFailure, type TemplateText } from './template-failure.js';
import { templateFolder } from './template-folder.js';

const PARTIALS = ['cover', 'contents', 'section', 'block', 'appendix'];

/** No prototype access, no helper but Handlebars' own, and a name that does not exist is an error, not a blank. */
const COMPILE: CompileOptions = { knownHelpersOnly: true, strict: true };
const RUNTIME: Handlebars.RuntimeOptions = { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false };

/** A layout of the content's own, and partials that it may use beside the built-in ones or that stand for those. */
export interface OwnTemplates {
  layout?: TemplateText;
  partials?: Readonly<Record<string, TemplateText>>;
}

let builtIn: Promise<Handlebars.TemplateDelegate> | undefined;

/**
 * Body of a report: the built-in layout, or one that stands for it, over the partials `cover`, `contents`, `section`, `block`, `appendix`
 * and the content's own. Throws AppError `report.template-failed` with file, line and what was at hand there.
 */
export async function renderLayout(view: object, own: OwnTemplates = {}): Promise<string> {
  const isPlain = own.layout === undefined && Object.keys(own.partials ?? {}).length === 0;
  const template = await (isPlain ? (builtIn ??= compileLayout({})) : compileLayout(own));
  try {
    return template(view, RUNTIME);
  } catch (error) {
    throw templateError(failAgain(template, view) ?? error);
  }
}

/** The same failure on a view that can say what it holds. */
function failAgain(template: Handlebars.TemplateDelegate, view: object): unknown {
  try {
    template(speakingView(view), RUNTIME);
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Compiles one layout in an environment of its own. Only text is taken: a prepared syntax tree could carry code. */
async function compileLayout({ layout, partials = {} }: OwnTemplates): Promise<Handlebars.TemplateDelegate> {
  const environment = Handlebars.create();
  for (const name of PARTIALS) environment.registerPartial(name, located(environment, await readTemplate(name)));
  for (const [name, text] of Object.entries(partials)) {
    environment.registerPartial(name, located(environment, text));
  }
  return located(environment, layout ?? (await readTemplate('layout')));
}

/** A template whose failures know its file. Handlebars calls a partial as it would a compiled one. */
function located(environment: typeof Handlebars, template: TemplateText): Handlebars.TemplateDelegate {
  if (typeof template.text !== 'string') throw new TypeError('a template must be text');
  const compiled = environment.compile(template.text, COMPILE);
  return (context, options) => {
    try {
      return compiled(context, options);
    } catch (error) {
      throw error instanceof TemplateFailure ? error : new TemplateFailure(template, error);
    }
  };
}

async function readTemplate(name: string): Promise<TemplateText> {
  const text = await readFile(join(templateFolder(), `${name}.hbs`), 'utf8');
  return { file: `the built-in ${name}.hbs`, text };
}
