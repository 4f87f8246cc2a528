// How the C library's allocator is set for a build that compiles: a null build never comes here.

/// The settings of the process's heap.
enum HeapSettings {
  /// Makes the heap fit a build of some threads that keep what they make.
  ///
  /// Measured, 10,001 files, two threads: with one arena for every two threads the peak is 98 MB, with
  /// one for each 115; the processor's time is the same, for what each thread has at hand (its
  /// `tcache`) is enough that they seldom meet.
  ///
  /// - SeeAlso: mallopt(3)
  static func prepareForCompiling(threadsMax: Int) {
    // Advice: where it is not taken, the build takes more memory, and that is all.
    _ = mallopt(arenaMax, Int32(clamping: max(1, threadsMax / 2)))
  }

  // malloc.h, which Swift's Glibc module leaves out.
  private static let arenaMax: Int32 = -8
}

// Takes and gives words only, for which Swift's calling convention is C's on every Linux that Swift
// supports.
@_silgen_name("mallopt")
private func mallopt(_ parameter: Int32, _ value: Int32) -> Int32
