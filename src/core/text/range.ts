/**
 * A half-open pair of UTF-16 offsets. It means nothing without the content hash of the document it was
 * taken from (invariant 3).
 */
export interface Range {
  readonly start: number;
  readonly end: number;
}

export function overlaps(a: Range, b: Range): boolean {
  return a.start < b.end && b.start < a.end;
}
