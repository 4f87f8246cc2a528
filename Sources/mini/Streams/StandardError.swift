// Standard error: a failure to write is ignored.

import Glibc

/// Writes everything that is not a result.
enum StandardError {
  /// Ignores failures, because there is no other place to report them.
  static func write(_ text: String) {
    try? Descriptor.writeAll(STDERR_FILENO, Array(text.utf8))
  }
}
