// How temporary files and folders are named.

/// The names of files and folders that a process removes at its end.
package enum TemporaryName {
  /// Hidden, and known to the cleaners.
  package static let prefix = ".tmp_mini_"

  /// Twelve random letters and digits. `O_EXCL` handles collisions.
  package static func suffix() -> String {
    // One random number is one system call. Out of 2^64 values, 36^12 names leave a negligible bias
    // between letters.
    var number = UInt64.random(in: .min ... .max)
    let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789")
    return String(
      (0..<12).map { _ in
        defer { number /= UInt64(letters.count) }
        return letters[Int(number % UInt64(letters.count))]
      })
  }
}
