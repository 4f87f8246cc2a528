// How jemalloc, which takes malloc's place in the executable `mini`, divides memory.
#ifndef MINI_ALLOCATOR_H
#define MINI_ALLOCATOR_H

/// Read by jemalloc before anything is allocated, so it is data, and C: Swift can neither define a
/// symbol that a library looks for nor keep code from running first. `MALLOC_CONF` goes before it.
///
/// One arena: what one phase's threads give back, the next phase's threads use. A cold build of 10,001
/// files needs 101 MB at its peak instead of 120, and not more time (note 3 of mini.docc).
///
/// - SeeAlso: jemalloc(3), TUNING
extern const char *malloc_conf;

#endif
