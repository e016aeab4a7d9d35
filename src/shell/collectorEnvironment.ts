/**
 * How the collector's C library keeps memory (mallopt(3)). Texts of a look are large, live for a moment and are
 * freed by the collector of garbage from threads of its own: left to itself, glibc keeps room for all of them.
 */
export const collectorEnvironment: Readonly<Record<string, string>> = {
    MALLOC_ARENA_MAX: '1',
    MALLOC_MMAP_THRESHOLD_: '32768',
    MALLOC_TRIM_THRESHOLD_: '131072',
};
