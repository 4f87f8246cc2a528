// On which processor a thread runs.

/// The machine's processors, by their numbers.
enum Processor {
  /// Where the calling thread runs; below 0 where that cannot be told.
  static var current: Int32 { getProcessor() }

  /// Moves the calling thread away from a processor, if it runs there and may run elsewhere.
  ///
  /// A new thread often begins beside its maker and stays there until the scheduler balances, some
  /// milliseconds later: then a null build is over. Cost: nothing where it is elsewhere, else four system
  /// calls.
  static func leave(_ processor: Int32) {
    guard processor >= 0, current == processor else { return }
    var allowed = Mask(repeating: 0)
    let size = MemoryLayout<Mask>.size
    guard unsafe getAffinity(0, size, &allowed) == 0, Int(processor) / 64 < allowed.count else {
      return
    }
    var others = allowed
    others[Int(processor) / 64] &= ~(1 << UInt64(processor % 64))
    // An empty set is refused: there is no other processor.
    guard unsafe setAffinity(0, size, &others) == 0 else { return }
    _ = unsafe setAffinity(0, size, &allowed)  // it was allowed before
  }

  /// Room for 1,024 processors, as in the C library's `cpu_set_t`.
  private typealias Mask = InlineArray<16, UInt64>
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
