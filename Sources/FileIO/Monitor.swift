// A mutex and a condition that belong together.

import Glibc

/// What threads wait at for one another: state that is used under ``locked(_:)`` alone, and waiting until it
/// has changed. A class, because they share it, and because both keep their addresses.
///
/// `@unchecked Sendable`: POSIX's calls may come from any thread.
@safe final class Monitor: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  init() {
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
  func locked<Value>(_ body: () -> Value) -> Value {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    return body()
  }

  /// Lets others in until ``wakeAll()`` is called, or for no reason. Only inside ``locked(_:)``.
  func wait() { unsafe pthread_cond_wait(changed, mutex) }

  /// Wakes all that wait.
  func wakeAll() { unsafe pthread_cond_broadcast(changed) }
}
