/**
 * What the engine's process must have in its environment from the start so that memory goes back to the system: without
 * it glibc raises, with the first block of some megabytes that is freed, the size from which blocks have pages of their
 * own, and what the models took stays taken when they are let go (250 MB). Elsewhere nobody reads it. See mallopt(3).
 */
export const RETURNED_MEMORY = { MALLOC_MMAP_THRESHOLD_: '131072' } as const;
