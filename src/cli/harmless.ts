/**
 * Documents are data, also to the terminal. A file may hold escape sequences that move the cursor, retitle the
 * window or hide text, and direction overrides that show words in another order than they stand in.
 */

// C0 but tab and line breaks, DEL, C1, and the direction controls of Unicode (UAX 9).
const unprintable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** The text with a visible sign for every control character but tab and line breaks; offsets stay as they are. */
export function harmless(text: string): string {
  return text.replace(unprintable, (char) => {
    const code = char.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? '\u2421' : '\ufffd';
  });
}

/** As {@link harmless}, on one line: for file names and messages. */
export function harmlessLine(text: string): string {
  return harmless(text).replace(/[\r\n\t\u2028\u2029]+/g, ' ');
}

/** JSON of the value that no terminal obeys: what JSON leaves of control characters is escaped as well. */
export function harmlessJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(
    /[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
