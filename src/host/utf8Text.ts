/**
 * A file's text; undefined where it is not in UTF-8. A character NUL means UTF-16 or no text at all. A byte order mark
 * is not part of the text, as in the editor.
 */
export function utf8Text(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
