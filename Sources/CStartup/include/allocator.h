// How jemalloc, which takes malloc's place in the executable `mini`, divides memory.
#ifndef MINI_ALLOCATOR_H
#define MINI_ALLOCATOR_H

/// Read by jemalloc before anything is allocated, so it is data, and C: Swift can neither define a
/// symbol that a library looks for nor keep code from running first. `MALLOC_CONF` goes before it.
///
/// One arena, for what one phase gives back the next can use; and large arrays go at once, the rest soon. A cold build of 10,001
/// files needs 91 MB at its peak (note 3 of mini.docc has the figures).
///
/// - SeeAlso: jemalloc(3), TUNING
extern const char *malloc_conf;

#endif
