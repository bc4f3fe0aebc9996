/**
 * How much room the vectors of a folder's memory may take on disk, those of texts that are gone included, as people
 * set it: in megabytes of 1024 × 1024 bytes. Vectors of texts that are there are kept whatever the quota is.
 */
export const VECTOR_QUOTA_MEGABYTES = { usual: 1024, least: 16, most: 65_536 } as const;

/** The quota in bytes, held to its bounds; the usual one for what is no number. */
export function quotaBytes(megabytes: unknown): number {
  const { usual, least, most } = VECTOR_QUOTA_MEGABYTES;
  const given = typeof megabytes === 'number' && !Number.isNaN(megabytes) ? megabytes : usual;
  return Math.round(Math.min(most, Math.max(least, given)) * 1024 ** 2);
}
