// Serves remote-folder:/papers, a folder that no process but the editor can read, as repositories on a server are.
'use strict';
const vscode = require('vscode');

const TIME = Date.UTC(2025, 4, 13);
const FILES = {
  '/papers/quorum.md':
    '# Rules of the Reading Room\n\n## 1. Quorum\n\nThe quorum of the Reading Room is seven members, of whom two are elected by the staff.\n\n## 2. Keys\n\nThe night key is kept by the porter.\n',
  '/papers/minutes/may.md':
    '# Minutes of 13 May\n\nThe board chose the blue carpet for the map gallery, at a price of 4,150 crowns.\n',
  '/papers/plan.png': '\u0089PNG no text',
  '/papers/.gitignore': 'private.md\n',
  '/papers/private.md': 'The password of the safe is swordfish.\n',
};
const FOLDERS = { '/papers': ['minutes'], '/papers/minutes': [] };

const changed = new vscode.EventEmitter();
const missing = (uri) => vscode.FileSystemError.FileNotFound(uri);
const readOnly = () => {
  throw vscode.FileSystemError.NoPermissions();
};

exports.activate = (context) => {
  context.subscriptions.push(
    vscode.workspace.registerFileSystemProvider(
      'remote-folder',
      {
        onDidChangeFile: changed.event,
        watch: () => new vscode.Disposable(() => {}),
        stat: (uri) => {
          if (uri.path in FOLDERS)
            return { type: vscode.FileType.Directory, ctime: TIME, mtime: TIME, size: 0 };
          const text = FILES[uri.path];
          if (text === undefined) throw missing(uri);
          return { type: vscode.FileType.File, ctime: TIME, mtime: TIME, size: Buffer.byteLength(text) };
        },
        readDirectory: (uri) => {
          const folders = FOLDERS[uri.path];
          if (folders === undefined) throw missing(uri);
          const start = `${uri.path}/`;
          const files = Object.keys(FILES).filter(
            (file) => file.startsWith(start) && !file.slice(start.length).includes('/'),
          );
          return [
            ...folders.map((name) => [name, vscode.FileType.Directory]),
            ...files.map((file) => [file.slice(start.length), vscode.FileType.File]),
          ];
        },
        readFile: (uri) => {
          const text = FILES[uri.path];
          if (text === undefined) throw missing(uri);
          return Buffer.from(text);
        },
        writeFile: readOnly,
        createDirectory: readOnly,
        delete: readOnly,
        rename: readOnly,
      },
      { isReadonly: true },
    ),
  );
};
