// Tells Thread Sanitizer of the locks that the kernel hands over.
//
// Swift's Mutex takes a free lock by an atomic operation in the caller's own, instrumented code, which
// the sanitizer sees. A lock that is taken it leaves to the kernel (FUTEX_LOCK_PI), from a library that
// is not instrumented: the sanitizer sees nothing of it, and calls what the lock protects a race.
// This library stands before the C library's syscall() and says what happened.
//
// Built and preloaded by sanitize.sh; variadic arguments are passed on as syscall() itself has them.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <linux/futex.h>
#include <stdarg.h>
#include <sys/syscall.h>

__attribute__((weak)) void __tsan_acquire(void *);
__attribute__((weak)) void __tsan_release(void *);

long syscall(long number, ...) {
  static long (*next)(long, ...);
  if (!next) next = (long (*)(long, ...))dlsym(RTLD_NEXT, "syscall");
  va_list list;
  va_start(list, number);
  long a = va_arg(list, long), b = va_arg(list, long), c = va_arg(list, long);
  long d = va_arg(list, long), e = va_arg(list, long), f = va_arg(list, long);
  va_end(list);
  int command = number == SYS_futex ? (int)b & FUTEX_CMD_MASK : -1;
  if (command == FUTEX_UNLOCK_PI && __tsan_release) __tsan_release((void *)a);
  long result = next(number, a, b, c, d, e, f);
  int is_lock = command == FUTEX_LOCK_PI || command == FUTEX_TRYLOCK_PI;
  if (is_lock && result == 0 && __tsan_acquire) __tsan_acquire((void *)a);
  return result;
}
