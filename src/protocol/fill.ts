/** The text with `{0}`, `{1}` … replaced; a value is never looked into for more of them. */
export function fill(text: string, ...values: readonly string[]): string {
  return text.replace(/\{(\d)\}/g, (slot, index: string) => values[Number(index)] ?? slot);
}
