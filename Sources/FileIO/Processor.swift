// On which processor a thread runs.

import Glibc

/// The machine's processors, by their numbers.
enum Processor {
  /// Where the calling thread runs; below 0 where that cannot be told.
  static var current: Int32 { getProcessor() }

  /// How many processors the process may run on; nil where that cannot be told.
  static var allowedCount: Int? {
    var allowed = Mask(repeating: 0)
    guard unsafe getAffinity(0, MemoryLayout<Mask>.size, &allowed) == 0 else { return nil }
    return allowed.indices.reduce(0) { $0 + allowed[$1].nonzeroBitCount }
  }

  /// Calls `body` with attributes by which a new thread begins on another processor than the calling
  /// one's, and with the processors that it is to be given back then (``allow(_:)``); without any where
  /// there is no other.
  ///
  /// A new thread is mostly put beside its maker, and stays in the queue behind it until the scheduler
  /// balances, up to 4 ms later: half of a null build. Cost: a system call, and one in the new thread.
  static func withAttributesElsewhere<Value>(
    _ body: (UnsafePointer<pthread_attr_t>?, Mask?) -> Value
  ) -> Value {
    let here = current
    var allowed = Mask(repeating: 0)
    let size = MemoryLayout<Mask>.size
    guard here >= 0, unsafe getAffinity(0, size, &allowed) == 0, Int(here) / 64 < allowed.count
    else { return body(nil, nil) }
    var others = allowed
    others[Int(here) / 64] &= ~(1 << UInt64(here % 64))
    guard others.indices.contains(where: { others[$0] != 0 }) else { return body(nil, nil) }
    let attributes = UnsafeMutablePointer<pthread_attr_t>.allocate(capacity: 1)
    defer { unsafe attributes.deallocate() }
    guard unsafe pthread_attr_init(attributes) == 0 else { return body(nil, nil) }
    defer { unsafe pthread_attr_destroy(attributes) }
    guard unsafe setAttribute(attributes, size, &others) == 0 else { return body(nil, nil) }
    return unsafe body(attributes, allowed)
  }

  /// Lets the calling thread run on these processors again.
  static func allow(_ processors: Mask) {
    var processors = processors
    // Where that fails it stays away from its maker's, as before.
    _ = unsafe setAffinity(0, MemoryLayout<Mask>.size, &processors)
  }

  /// Room for 1,024 processors, as in the C library's `cpu_set_t`.
  typealias Mask = InlineArray<16, UInt64>
}

// sched.h has these for C programs that define _GNU_SOURCE, which Swift's Glibc module does not. They take
// and give words and pointers only, for which Swift's calling convention is C's on every Linux that Swift
// supports.

@_silgen_name("sched_getcpu")
private func getProcessor() -> Int32

@_silgen_name("sched_getaffinity")
private func getAffinity(_ thread: Int32, _ size: Int, _ mask: UnsafeMutableRawPointer) -> Int32

@_silgen_name("sched_setaffinity")
private func setAffinity(_ thread: Int32, _ size: Int, _ mask: UnsafeRawPointer) -> Int32

@_silgen_name("pthread_attr_setaffinity_np")
private func setAttribute(
  _ attributes: UnsafeMutablePointer<pthread_attr_t>, _ size: Int, _ mask: UnsafeRawPointer
) -> Int32
