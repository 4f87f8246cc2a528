// Reports to Thread Sanitizer the locks that it cannot see.
//
// Swift's Mutex takes a free lock by an atomic operation in the caller's own, instrumented code, which
// the sanitizer sees. For a lock that is taken it calls its library, which is not instrumented: there it
// spins for a while and then waits in the kernel. The sanitizer sees neither, and reports a race on the
// data under the lock. This library intercepts the two functions and reports acquire and release.
//
// sanitize.sh builds and preloads it. The functions are methods of Synchronization._MutexHandle: `self`
// is the address of the lock, at which the callers' atomic operations are.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

__attribute__((weak)) void __tsan_acquire(void *);
__attribute__((weak)) void __tsan_release(void *);

#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

typedef __attribute__((swiftcall)) void lock_function(
    uint32_t thread, __attribute__((swift_context)) void *self);
typedef __attribute__((swiftcall)) void unlock_function(
    __attribute__((swift_context)) void *self);

lock_function lock_slow __asm__(LOCK);
unlock_function unlock_slow __asm__(UNLOCK);

__attribute__((swiftcall)) void lock_slow(
    uint32_t thread, __attribute__((swift_context)) void *self) {
  static lock_function *next;
  if (!next) next = (lock_function *)dlsym(RTLD_NEXT, LOCK);
  next(thread, self);
  if (__tsan_acquire) __tsan_acquire(self);
}

__attribute__((swiftcall)) void unlock_slow(__attribute__((swift_context)) void *self) {
  static unlock_function *next;
  if (!next) next = (unlock_function *)dlsym(RTLD_NEXT, UNLOCK);
  if (__tsan_release) __tsan_release(self);
  next(self);
}
