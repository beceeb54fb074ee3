// Lets a child process of a test run our TypeScript: node --import ./test/support/typescript-loader.mjs file.ts
import { readFileSync } from 'node:fs';
import { createRequire, registerHooks, stripTypeScriptTypes } from 'node:module';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);

registerHooks({
  resolve(specifier, context, next) {
    const ours = specifier.startsWith('.') && context.parentURL?.endsWith('.ts');
    return next(ours ? specifier.replace(/\.js$/, '.ts') : specifier, context);
  },
  load(url, context, next) {
    if (!url.endsWith('.ts')) return next(url, context);
    return { format: 'module', source: transpile(readFileSync(fileURLToPath(url), 'utf8'), url), shortCircuit: true };
  },
});

/** Node itself takes the types away, in a hundredth of the compiler's time, where there are no decorators. */
function transpile(source, fileName) {
  if (!/^\s*@\w/m.test(source)) return stripTypeScriptTypes(source, { mode: 'transform', sourceMap: true });
  const ts = require('typescript');
  const compilerOptions = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    inlineSourceMap: true,
  };
  return ts.transpileModule(source, { compilerOptions, fileName }).outputText;
}
