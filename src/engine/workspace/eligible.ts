import { sentence, type Sentence, type SentenceCode } from '../../protocol/sentences.ts';

/**
 * What a name alone says about a file or folder: which folders are never entered, and which files are known
 * not to be text, so that nothing needs to be read to say so.
 */

/** Folders of tools, not of people; entered by nobody's wish. `.git` may also be a file (a worktree). */
const NEVER_ENTERED = new Set(['.git', '.hg', '.svn', 'node_modules', '.venv', '__pycache__']);

/** What systems leave in every folder; not worth a line in a report. */
const NEVER_LISTED = new Set(['.DS_Store', 'Thumbs.db', 'desktop.ini']);

/** True for names that the walk passes over without a word, wherever they stand. */
export function isPassedOver(name: string): boolean {
  return NEVER_ENTERED.has(name) || NEVER_LISTED.has(name);
}

/** Files that say what is left out: they are about the documents and are none themselves. */
const IGNORE_FILES = new Set(['.gitignore', '.recollectignore']);

/** True for a file, named by its path with `/`, that git or Recollect reads to know what to leave out. */
export function isIgnoreFile(file: string): boolean {
  return IGNORE_FILES.has(file.slice(file.lastIndexOf('/') + 1));
}

/**
 * Kinds of files that hold no plain text. `.ts`, `.key`, `.obj`, `.dat`, `.bin` and `.db` are not here: they are
 * text often enough that their bytes are asked instead.
 */
const KINDS: readonly (readonly [reason: SentenceCode, extensions: string])[] = [
  ['kind-pdf', 'pdf'],
  ['kind-office', 'doc docx docm dot dotx xls xlsx xlsm xlsb ppt pptx pptm odt ods odp rtf pages numbers'],
  ['kind-book', 'epub mobi azw azw3 djvu'],
  ['kind-image', 'png jpg jpeg jpe gif bmp webp tif tiff ico icns heic heif avif jxl psd xcf raw cr2 nef'],
  ['kind-sound', 'mp3 wav flac ogg oga m4a aac opus wma aiff mid midi'],
  ['kind-video', 'mp4 m4v mkv avi mov webm wmv flv mpg mpeg'],
  [
    'kind-archive',
    'zip tar gz tgz bz2 tbz2 xz txz zst lz4 7z rar jar war ear whl vsix nupkg apk ipa deb rpm iso dmg cab msi',
  ],
  ['kind-program', 'exe dll so dylib pyc pyo pyd class wasm node elc beam'],
  ['kind-font', 'ttf otf ttc woff woff2 eot'],
  [
    'kind-data',
    'sqlite sqlite3 mdb accdb parquet feather arrow orc avro npy npz pkl pickle pt pth onnx safetensors gguf h5 hdf5 tflite',
  ],
];

const REASON_BY_EXTENSION = new Map(
  KINDS.flatMap(([reason, extensions]) =>
    extensions.split(' ').map((extension) => [extension, sentence(reason)] as const),
  ),
);

/** Why a file of this name is not read, or undefined where only its bytes can tell. */
export function reasonByName(file: string): Sentence | undefined {
  return REASON_BY_EXTENSION.get(extensionOf(file));
}

/** What stands after the last dot of the file's name, in lower case; empty for none and for dot files. */
export function extensionOf(file: string): string {
  const name = file.slice(file.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? '' : name.slice(dot + 1).toLowerCase();
}
