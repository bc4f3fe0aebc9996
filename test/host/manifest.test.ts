import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import ts from 'typescript';
import { CONFIDENCE } from '../../src/core/answer/abstain.ts';

/** A titled part of the settings. */
interface Section {
  readonly id: string;
  readonly title: string;
  readonly order: number;
  readonly properties: Readonly<Record<string, Setting>>;
}

interface Setting {
  readonly type: string;
  readonly scope: string;
  readonly default: unknown;
  readonly order: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly string[];
  readonly enumDescriptions?: readonly string[];
  readonly description?: string;
  readonly markdownDescription?: string;
}

const root = join(import.meta.dirname, '../..');
const manifest: {
  readonly main: string;
  readonly icon: string;
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly category: string }[];
    readonly menus: Readonly<
      Record<string, readonly { readonly command?: string; readonly submenu?: string }[]>
    >;
    readonly submenus: readonly { readonly id: string }[];
    readonly keybindings: readonly { readonly command: string; readonly when?: string }[];
    readonly configuration: readonly Section[];
    readonly colors: readonly { readonly id: string; readonly defaults: Readonly<Record<string, string>> }[];
    readonly views: { readonly recollect: readonly { readonly id: string; readonly icon: string }[] };
  };
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] };
  };
} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const { contributes } = manifest;
const settings: Readonly<Record<string, Setting>> = Object.assign(
  {},
  ...contributes.configuration.map(({ properties }) => properties),
);

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
    // Each part of the host registers its own: by a call, or in a table of them.
    const known = new Set(globSync('src/host/**/*.ts', { cwd: root }).flatMap(literals));
    assert.deepEqual(
      ids.filter((id) => !known.has(id)),
      [],
    );
    const listed = literals('src/host/commands.ts').filter((text) => /^recollect\.\w+$/.test(text));
    assert.deepEqual(
      listed.filter((id) => !ids.includes(id)),
      [],
    );
    assert.ok(contributes.commands.every(({ category }) => category === 'Recollect'));
  });

  test('puts only its own commands into menus', () => {
    const items = Object.values(contributes.menus).flat();
    const used = items.flatMap(({ command }) => command ?? []);
    assert.deepEqual(
      used.filter((command) => !ids.includes(command)),
      [],
    );
    const submenus = contributes.submenus.map(({ id }) => id);
    for (const { command, submenu } of items)
      assert.ok(command !== undefined || submenus.includes(submenu ?? ''), submenu);
  });

  test('binds keys to its own commands alone, each where it does something', () => {
    for (const { command, when } of contributes.keybindings) {
      assert.ok(ids.includes(command), command);
      assert.ok(when !== undefined && when !== '', command);
    }
  });

  test('names every setting that is read, and no other; a folder cannot set where memories are kept or what is sent where', () => {
    const section = literals('src/host/settings.ts').filter((text) => /^[a-z.]+$/i.test(text));
    for (const name of Object.keys(settings))
      assert.ok(section.includes(name.replace(/^recollect\./, '')), name);
    // What is sent where, and where memories are kept, is for the user to say, never for a folder.
    const ours = Object.keys(settings).filter((name) =>
      /^recollect\.(?:store$|encoder\.|model\.|sending\.|redaction\.)/.test(name),
    );
    assert.ok(ours.length >= 9);
    for (const name of ours) assert.equal(settings[name]?.scope, 'machine', name);
    assert.deepEqual(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations, ours);
  });

  test('puts its settings in titled sections, in order, each described and bounded', () => {
    const orders = contributes.configuration.map(({ order }) => order);
    assert.deepEqual(
      orders,
      orders.map((_order, i) => i + 1),
    );
    for (const { id, title, properties } of contributes.configuration) {
      assert.match(id, /^recollect\.\w+$/);
      assert.match(title, /^%.+%$/);
      assert.deepEqual(
        Object.values(properties).map(({ order }) => order),
        Object.keys(properties).map((_name, i) => i + 1),
        title,
      );
    }
    for (const [name, setting] of Object.entries(settings)) {
      assert.match(setting.description ?? setting.markdownDescription ?? '', /^%.+%$/, name);
      if (setting.type === 'integer' || setting.type === 'number') {
        const { minimum, maximum, default: usual } = setting;
        assert.ok(minimum !== undefined && maximum !== undefined && typeof usual === 'number', name);
        assert.ok(minimum <= usual && usual <= maximum, name);
      }
      if (setting.enum !== undefined)
        assert.equal(setting.enumDescriptions?.length, setting.enum.length, name);
    }
  });

  test("offers the engine's own risk as the default, in the README too", () => {
    assert.equal(settings['recollect.risk']?.default, CONFIDENCE.risk);
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
