// A mutex with its condition variable.

import Glibc

/// A mutex and a condition variable: state that is used only inside ``locked(_:)``, and waiting
/// until it changes. A class, because threads share it, and because both parts need fixed
/// addresses.
///
/// `@unchecked Sendable`: the POSIX calls are safe from any thread.
@safe package final class Monitor: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  package init() {
    unsafe pthread_mutex_init(mutex, nil)
    unsafe pthread_cond_init(changed, nil)
  }

  deinit {
    unsafe pthread_cond_destroy(changed)
    unsafe pthread_mutex_destroy(mutex)
    unsafe changed.deallocate()
    unsafe mutex.deallocate()
  }

  /// Calls `body` while no other thread is in this monitor.
  package func locked<Value>(_ body: () -> Value) -> Value {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    return body()
  }

  /// Releases the mutex until ``wakeAll()`` is called, or spuriously. Only inside ``locked(_:)``.
  package func wait() { unsafe pthread_cond_wait(changed, mutex) }

  /// Wakes all waiting threads.
  package func wakeAll() { unsafe pthread_cond_broadcast(changed) }
}
