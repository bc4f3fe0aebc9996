import assert from 'node:assert/strict';
import { registerHooks } from 'node:module';
import { test } from 'node:test';
import { readSyntax } from '../../../src/engine/formats/syntax.ts';

test('a parser that could not be started once is started with the next file', async () => {
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      if (specifier === '@vscode/tree-sitter-wasm') throw new Error('EMFILE: too many open files');
      return next(specifier, context);
    },
  });
  assert.equal(await readSyntax('', 'ts'), undefined);
  hooks.deregister();
  assert.notEqual(await readSyntax('', 'ts'), undefined);
  assert.notEqual(await readSyntax('', 'py'), undefined);
});
