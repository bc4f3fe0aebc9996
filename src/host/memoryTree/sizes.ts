/** Bytes for people: "612 B", "1.5 MB". A megabyte is 1024 × 1024 bytes here, as where the engine tells of one. */
export function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const units = ['KB', 'MB', 'GB'];
  let value = bytes / 1024;
  let unit = 0;
  for (; value >= 1023.95 && unit < units.length - 1; unit++) value /= 1024;
  return `${value.toFixed(1).replace(/\.0$/, '')} ${units[unit] ?? 'GB'}`;
}
