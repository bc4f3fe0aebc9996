import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packExtension } from './packExtension.ts';

/**
 * Packs a language pack without a word in it: VS Code then takes itself to be in that language, and loads what
 * extensions bring for it, while its own interface stays English. The real packs come from a shop that tests cannot
 * reach.
 *
 * @param folder an empty folder to make it in
 * @returns the path of the packed extension
 */
export async function packLanguage(folder: string, languageId: string, name: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const manifest = {
    name: `language-pack-${languageId}`,
    publisher: 'test',
    version: '1.0.0',
    license: 'MIT',
    repository: 'none',
    engines: { vscode: '^1.105.0' },
    contributes: {
      localizations: [
        {
          languageId,
          languageName: name,
          localizedLanguageName: name,
          translations: [{ id: 'vscode', path: './main.i18n.json' }],
        },
      ],
    },
  };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  await writeFile(join(folder, 'main.i18n.json'), JSON.stringify({ version: '1.0.0', contents: {} }));
  await writeFile(join(folder, 'README.md'), 'A language pack for tests.\n');
  await writeFile(join(folder, 'LICENSE'), 'MIT\n');
  await writeFile(join(folder, '.vscodeignore'), '');
  return packExtension(folder, join(folder, 'pack.vsix'));
}
