/** Groups of scripts that languages rarely share. */
export const SCRIPTS = ['latin', 'cjk', 'hangul', 'cyrillic', 'arabic', 'hebrew', 'indic', 'thai'] as const;
export type Script = (typeof SCRIPTS)[number];

/** Whether texts of the script are cut into pairs of characters for the full-text index. */
export function isUnspaced(script: number): boolean {
  const name = SCRIPTS[script];
  return name === 'cjk' || name === 'hangul' || name === 'thai';
}

/** Letters looked at: the first ones tell. */
const LOOKED_AT = 160;

/**
 * Index into {@link SCRIPTS} of the script that most of a text's letters are in. A CJK character says as much as
 * two letters, so that a Chinese sentence with names in Latin letters is Chinese.
 */
export function scriptOf(text: string, start = 0, end = text.length): number {
  const counts = new Float64Array(SCRIPTS.length);
  let seen = 0;
  for (let i = start; i < end && seen < LOOKED_AT; i++) {
    const script = scriptOfCode(text.charCodeAt(i));
    if (script < 0) continue;
    counts[script] = (counts[script] ?? 0) + (script === 1 ? 2 : 1);
    seen++;
  }
  let most = 0;
  for (let script = 1; script < counts.length; script++)
    if ((counts[script] ?? 0) > (counts[most] ?? 0)) most = script;
  return most;
}

function scriptOfCode(code: number): number {
  if (code < 0x41 || code === 0xd7 || code === 0xf7) return -1;
  if (code < 0x80) return (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a) ? 0 : -1;
  if (code < 0xc0) return -1;
  if (code < 0x400) return 0;
  if (code < 0x530) return 3;
  if (code >= 0x590 && code < 0x600) return 5;
  if (code >= 0x600 && code < 0x780) return 4;
  if (code >= 0x900 && code < 0xe00) return 6;
  if (code >= 0xe00 && code < 0xe80) return 7;
  if (code >= 0x1100 && code < 0x1200) return 2;
  if (code >= 0x1e00 && code < 0x2000) return 0;
  if (
    (code >= 0x3040 && code <= 0x30ff) ||
    (code >= 0x3400 && code <= 0x9fff) ||
    (code >= 0xf900 && code <= 0xfaff)
  )
    return 1;
  return code >= 0xac00 && code <= 0xd7af ? 2 : -1;
}
