import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import ts from 'typescript';
import { CONFIDENCE } from '../../src/core/answer/abstain.ts';

const root = join(import.meta.dirname, '../..');
const manifest: {
  readonly main: string;
  readonly icon: string;
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly category: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string }[]>>;
    readonly configuration: {
      readonly properties: Readonly<Record<string, { readonly scope: string; readonly default: unknown }>>;
    };
    readonly colors: readonly { readonly id: string; readonly defaults: Readonly<Record<string, string>> }[];
    readonly views: { readonly recollect: readonly { readonly id: string; readonly icon: string }[] };
  };
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] };
  };
} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const { contributes } = manifest;

/** Every string literal of a file of the host. */
function literals(file: string): string[] {
  const source = ts.createSourceFile(
    file,
    readFileSync(join(root, file), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

suite('The manifest', () => {
  const ids = contributes.commands.map(({ command }) => command).sort();

  test('names every command that is registered, and no other', () => {
    const registered = [
      ...new Set(literals('src/host/commands.ts').filter((text) => /^recollect\.\w+$/.test(text))),
    ];
    assert.deepEqual(registered.sort(), ids);
    assert.ok(contributes.commands.every(({ category }) => category === 'Recollect'));
  });

  test('puts only its own commands into menus', () => {
    const used = Object.values(contributes.menus).flatMap((items) => items.map(({ command }) => command));
    assert.deepEqual(
      used.filter((command) => !ids.includes(command)),
      [],
    );
  });

  test('names every setting that is read, and no other; a folder cannot set where memories are kept or what is sent where', () => {
    const section = literals('src/host/settings.ts').filter((text) => /^[a-z.]+$/i.test(text));
    for (const name of Object.keys(contributes.configuration.properties))
      assert.ok(section.includes(name.replace(/^recollect\./, '')), name);
    // What is sent where, and where memories are kept, is for the user to say, never for a folder.
    const ours = Object.keys(contributes.configuration.properties).filter((name) =>
      /^recollect\.(?:store$|model\.|sending\.|redaction\.)/.test(name),
    );
    assert.ok(ours.length >= 9);
    for (const name of ours) assert.equal(contributes.configuration.properties[name]?.scope, 'machine', name);
    assert.deepEqual(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations, ours);
  });

  test("offers the engine's own risk as the default, in the README too", () => {
    assert.equal(contributes.configuration.properties['recollect.risk']?.default, CONFIDENCE.risk);
    assert.ok(readFileSync(join(root, 'README.md'), 'utf8').includes(`The default is ${CONFIDENCE.risk},`));
  });

  test('gives every colour a value in each kind of theme, and every file that it names is there', () => {
    for (const { id, defaults } of contributes.colors)
      assert.deepEqual(
        Object.keys(defaults).sort(),
        ['dark', 'highContrast', 'highContrastLight', 'light'],
        id,
      );
    assert.equal(contributes.colors.filter(({ id }) => /heat\dBackground$/.test(id)).length, 5);
    for (const file of [manifest.icon, ...contributes.views.recollect.map(({ icon }) => icon)])
      assert.ok(existsSync(join(root, file)), file);
  });
});
