// Settings of jemalloc, which replaces malloc in the executable `mini`, and the handling of
// exhausted memory.
#ifndef MINI_ALLOCATOR_H
#define MINI_ALLOCATOR_H

#include <stdbool.h>
#include <stddef.h>

/// Options for jemalloc, which reads them before the first allocation. They are in C, because Swift
/// can neither define a symbol that a library looks up nor keep code from running first.
/// `MALLOC_CONF` overrides them.
///
/// One arena lets a phase reuse memory that the previous phase freed. Large arrays return to the
/// system at once, other memory after 100 ms. A cold build of 10,001 files peaks at 91 MB (figures:
/// note 3 of mini.docc).
///
/// - SeeAlso: jemalloc(3), TUNING
extern const char *malloc_conf;

/// Reports that memory is exhausted and ends the process with status 2. Every failed allocation
/// ends here; the Swift runtime would die from a signal without a message.
_Noreturn void mini_out_of_memory(void);

/// Whether the address space is limited (`ulimit -v`). Determined before `main` begins.
bool mini_memory_is_limited(void);

// The linker replaces the C library's functions with these (--wrap); no code calls them by these
// names.
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size);
int __wrap_posix_memalign(void **place, size_t alignment, size_t size);
void *__wrap__Znwm(size_t size);
void *__wrap__Znam(size_t size);

#endif
