/**
 * Why a file is not in the memory, and what there is to say of one that is: sentences of `sentences.ts`, in English. A
 * reason never names the file, since it is always shown beside it.
 */
export const englishFileSentences = {
  // What its name says
  'kind-pdf': 'PDF files are not read yet.',
  'kind-office':
    'Office documents are not read yet: save it as Markdown or plain text beside it to have it remembered.',
  'kind-book': 'Electronic books are not read yet.',
  'kind-image': 'It is an image: only text is remembered.',
  'kind-sound': 'It is a sound recording: only text is remembered.',
  'kind-video': 'It is a video: only text is remembered.',
  'kind-archive': 'It is an archive: unpack it into the folder to have its files remembered.',
  'kind-program': 'It is a program: only text is remembered.',
  'kind-font': 'It is a font: only text is remembered.',
  'kind-data': 'It is a data file in a binary format: only text is remembered.',

  // What it is
  'is-pipe': 'It is a named pipe: there is no text to remember.',
  'is-socket': 'It is a socket: there is no text to remember.',
  'is-device': 'It is a device: there is no text to remember.',
  'is-no-file': 'It is something other than a file: there is no text to remember.',
  'is-folder': 'It is a folder, not a file.',
  'is-outside': 'It lies outside the workspace folder, and Recollect reads nothing outside it.',
  'is-too-large':
    'It is {0}, and files over {1} are not read. Split it into smaller files, or leave it out with .recollectignore.',

  // Links
  'link-loop': 'It is a link that leads back to itself.',
  'link-nowhere': 'It is a link to something that is not there. Remove it, or bring its target back.',
  'link-outside':
    'It is a link out of the workspace folder, and Recollect reads nothing outside it. Copy the file in, or index its own folder.',
  'link-known': 'It is a link to {0}, which is remembered under that name already.',
  'link-root': 'It is a link to the workspace folder itself, which is remembered under that name already.',
  'link-passed-over':
    'It is a link into a folder that Recollect never enters (such as .git or node_modules).',

  // What stands in it
  'bytes-binary':
    'It holds binary data, not text, whatever its name says. If it is text, save it as UTF-8 in an editor.',
  'bytes-zero': 'It holds nothing but zero bytes: it was never written, or was lost in a crash.',
  'bytes-utf32': 'It is UTF-32 text, which is not read. Save it as UTF-8 in an editor.',
  'text-unbroken':
    'Most of it is data without a space in it (base64, a key, code made small): there is nothing in it to be asked. If there is, break its lines, then index again.',

  // What kept it from being read
  'file-forbidden':
    'Your account may not read this file. Give it the right to (on Linux and macOS: chmod u+r, or ask the owner), then index again; or leave it out with .recollectignore.',
  'folder-forbidden':
    'Your account may not read this folder. Give it the right to (on Linux and macOS: chmod u+rx, or ask the owner), then index again; or leave it out with .recollectignore.',
  'file-gone': 'The file is no longer there.',
  'folder-gone': 'The folder is no longer there.',
  'file-deleted': 'The file was deleted while it was being read.',
  'file-restless':
    'The file kept changing while it was being read. It is read when the folder is next indexed.',
  'path-too-long':
    'Its path is longer than the system allows. Move it nearer to the top of the folder, or shorten its name.',
  'name-garbled': 'Its name is not valid UTF-8, so it cannot be opened by name. Rename it, then index again.',
  'files-too-many-open': 'Too many files are open on this machine. Close some programs, then index again.',
  'disk-faulty':
    'The disk reported an error while reading it. Check the disk, or copy it from a backup, then index again.',
  'drive-silent':
    'The drive or network share it lies on did not answer. Check the connection, then index again.',
  'file-unreadable': 'The file could not be read ({0}). Index again once it can be opened in an editor.',
  'folder-unreadable': 'The folder could not be read ({0}). Index again once it can be opened in an editor.',
  'ignore-unread': '{0} Until then its rules do not hold.',

  // What there is to say of one that is remembered
  'note-empty': 'It is empty: there is nothing in it to be found.',
  'note-utf16': 'Read as UTF-16 {0}.',
  'note-utf16-unmarked': 'No byte order mark: read as UTF-16 {0}.',
  'note-iso-2022-jp': 'Read as ISO-2022-JP, an encoding of old Japanese mail.',
  'note-zero-bytes': 'Zero bytes among the text: {0}.',
  'note-broken-utf8': 'Places that are not valid UTF-8, shown as \uFFFD: {0}.',
  'note-legacy': 'Not valid UTF-8: read as {0}.',
  'note-legacy-lost': 'Not valid UTF-8: read as {0}; characters that could not be read: {1}.',
} as const;
