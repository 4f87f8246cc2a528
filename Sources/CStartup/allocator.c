#include "allocator.h"

#include <errno.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

const char *malloc_conf = "narenas:1,oversize_threshold:524288,dirty_decay_ms:100";

void mini_out_of_memory(void) {
  static const char message[] = "mini: error: out of memory\n";
  ssize_t written = write(2, message, sizeof message - 1);
  (void)written;
  _exit(2);
}

// The linker redirects malloc and related functions here (--wrap). The allocator's own functions
// are called __real_….

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__real_aligned_alloc(size_t alignment, size_t size);
int __real_posix_memalign(void **place, size_t alignment, size_t size);

static bool has_begun;
static bool is_limited;

// Debian 12's jemalloc crashes if it cannot create its first arena. Under a memory limit, this
// tries a mapping of the same size first.
static void begin(void) {
  has_begun = true;
  struct rlimit limit;
  if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return;
  is_limited = true;
  size_t size = 8 << 20;
  void *room =
      mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (room == MAP_FAILED) mini_out_of_memory();
  munmap(room, size);
}

bool mini_memory_is_limited(void) { return is_limited; }

static inline void *checked(void *memory) {
  if (__builtin_expect(memory == NULL, 0)) mini_out_of_memory();
  return memory;
}

// The C library's start-up code calls this first, on the only thread.
void *__wrap_malloc(size_t size) {
  if (__builtin_expect(!has_begun, 0)) begin();
  return checked(__real_malloc(size));
}

void *__wrap_calloc(size_t count, size_t size) { return checked(__real_calloc(count, size)); }

void *__wrap_realloc(void *old, size_t size) {
  void *memory = __real_realloc(old, size);
  return size == 0 ? memory : checked(memory);
}

void *__wrap_aligned_alloc(size_t alignment, size_t size) {
  return checked(__real_aligned_alloc(alignment, size));
}

int __wrap_posix_memalign(void **place, size_t alignment, size_t size) {
  int error = __real_posix_memalign(place, alignment, size);
  if (error == ENOMEM) mini_out_of_memory();
  return error;
}

// C++'s operator new, for the Swift runtime: the original throws an exception that nothing catches.

void *__wrap__Znwm(size_t size) { return checked(__real_malloc(size)); }

void *__wrap__Znam(size_t size) { return checked(__real_malloc(size)); }
