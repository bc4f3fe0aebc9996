import assert from 'node:assert/strict';
import * as vscode from 'vscode';

// Inside VS Code, through its API alone: what a person does with commands. One test goes on where the one before it
// stopped. VS Code calls `run`; that it throws is how it learns of a failure.

const QUESTION = 'How deep did the water stand in Unit 7?';
const QUOTE = 'Water stood 54 centimetres deep in Unit 7';
const FILE = 'contracts/amendment-2.md';

const tests: readonly (readonly [string, () => Promise<void>])[] = [
  [
    'every command of the manifest is there once the extension is active',
    async () => {
      const extension = vscode.extensions.getExtension('recollect.recollect');
      assert.ok(extension !== undefined, 'the extension is installed');
      await extension.activate();
      const manifest: {
        readonly contributes: { readonly commands: readonly { readonly command: string }[] };
      } = extension.packageJSON;
      const known = new Set(await vscode.commands.getCommands(true));
      for (const { command } of manifest.contributes.commands) assert.ok(known.has(command), command);
    },
  ],
  [
    'a question is answered, and the best passage opens at its hottest sentence',
    async () => {
      await vscode.commands.executeCommand('recollect.index');
      await vscode.commands.executeCommand('recollect.ask', QUESTION);
      await vscode.commands.executeCommand('recollect.nextPassage');
      assert.ok(shown().includes(QUOTE), shown());
      assert.ok(editor().document.uri.path.endsWith(FILE));
    },
  ],
  [
    'the place follows lines that are put in above it, unsaved',
    async () => {
      const before = editor().selection.active.line;
      const edit = new vscode.WorkspaceEdit();
      edit.insert(editor().document.uri, new vscode.Position(0, 0), 'One.\n\nTwo.\n\n');
      assert.ok(await vscode.workspace.applyEdit(edit));
      await eventually(async () => {
        await vscode.commands.executeCommand('recollect.previousPassage');
        await vscode.commands.executeCommand('recollect.nextPassage');
        assert.equal(editor().selection.active.line, before + 4);
      });
      assert.ok(shown().includes(QUOTE));
    },
  ],
  [
    'unsaved text is asked as it stands, of this file alone',
    async () => {
      const edit = new vscode.WorkspaceEdit();
      edit.insert(
        editor().document.uri,
        new vscode.Position(0, 0),
        'The keeper of the Heron Cellar is Osgood Fenwick.\n\n',
      );
      assert.ok(await vscode.workspace.applyEdit(edit));
      assert.ok(editor().document.isDirty);
      await vscode.commands.executeCommand(
        'recollect.askFile',
        undefined,
        'Who is the keeper of the Heron Cellar?',
      );
      await vscode.commands.executeCommand('recollect.nextPassage');
      assert.ok(shown().includes('Osgood Fenwick'), shown());
    },
  ],
  [
    'diagnostics name no file, no folder and no text',
    async () => {
      await vscode.commands.executeCommand('recollect.copyDiagnostics');
      const report = await vscode.env.clipboard.readText();
      assert.match(report, /^Recollect \d+\.\d+\.\d+\nVS Code /);
      assert.match(report, /Folder 1: \w+: \d+ files/);
      assert.doesNotMatch(report, /amendment|lease|Osgood|library|\/tmp|Users/i);
    },
  ],
];

/** Called by VS Code. */
export async function run(): Promise<void> {
  for (const [name, act] of tests) {
    const began = performance.now();
    try {
      await act();
    } catch (error) {
      console.error(`✖ ${name}`);
      throw error;
    }
    console.log(`✔ ${name} (${Math.round(performance.now() - began)} ms)`);
  }
}

function editor(): vscode.TextEditor {
  const active = vscode.window.activeTextEditor;
  assert.ok(active !== undefined, 'an editor is open');
  return active;
}

/** The line of the caret, from the caret on. */
function shown(): string {
  const { document, selection } = editor();
  return document.lineAt(selection.active.line).text.slice(selection.active.character);
}

/** Tries again until it holds, for five seconds. */
async function eventually(holds: () => Promise<void>): Promise<void> {
  const end = performance.now() + 5000;
  for (;;) {
    try {
      return await holds();
    } catch (error) {
      if (performance.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
