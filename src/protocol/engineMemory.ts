/**
 * What the engine's process must have in its environment from the start so that memory goes back to the system: without
 * it glibc raises, with the first block of some megabytes that is freed, the size from which blocks have pages of their
 * own, and what the models took stays taken when they are let go (250 MB). Elsewhere nobody reads it. See mallopt(3).
 */
export const RETURNED_MEMORY = { MALLOC_MMAP_THRESHOLD_: '131072' } as const;

/**
 * What the engine's Node is started with. Half of the heap of a V8 left alone is young objects (two halves of 32 MB a
 * thread), of which reading files and encoding need little: 110 MB less at the same speed. The old ones it lets grow to
 * several times what is in use before it collects; held to a fifth more it takes 170 MB less at 100,000 leaves, questions
 * as fast, and a hundredth of the time of indexing (`npm run bench:speed -- --parts memory,scale`).
 */
export const SMALL_HEAP = ['--max-semi-space-size=4', '--heap-growing-percent=20'] as const;
