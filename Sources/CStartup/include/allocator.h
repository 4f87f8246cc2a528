// How jemalloc, which takes malloc's place in the executable `mini`, divides memory; and what happens when
// there is none left.
#ifndef MINI_ALLOCATOR_H
#define MINI_ALLOCATOR_H

#include <stdbool.h>
#include <stddef.h>

/// Read by jemalloc before anything is allocated, so it is data, and C: Swift can neither define a
/// symbol that a library looks for nor keep code from running first. `MALLOC_CONF` goes before it.
///
/// One arena, for what one phase gives back the next can use; and large arrays go at once, the rest soon. A cold build of 10,001
/// files needs 91 MB at its peak (note 3 of mini.docc has the figures).
///
/// - SeeAlso: jemalloc(3), TUNING
extern const char *malloc_conf;

/// Says that memory is out, and ends the process with 2. Whatever asks for memory comes here when there is none: the
/// Swift runtime would end by a signal, and without a word.
_Noreturn void mini_out_of_memory(void);

/// Whether the process may have so much memory and no more (`ulimit -v`): known before `main` begins.
bool mini_memory_is_limited(void);

// What the linker takes in the place of the C library's names (--wrap); nobody calls them by these.
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size);
int __wrap_posix_memalign(void **place, size_t alignment, size_t size);
void *__wrap__Znwm(size_t size);
void *__wrap__Znam(size_t size);

#endif
