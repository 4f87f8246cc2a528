// The levels of optimisation, and the effects of `-g` on a program.

import Testing

/// All levels, as options.
enum Levels {
  static let all = [["-O0"], ["-O1"], ["-O2"], ["-O3"], ["--release"]]

  /// A panic of a `-g` build prints the same, then its place and its callers.
  static func checkPanic(_ errors: String, without plain: String, _ how: Comment) {
    guard !plain.isEmpty else {
      #expect(errors == "", how)
      return
    }
    #expect(errors.hasPrefix(plain.dropLast() + " at "), "\(how): \(errors)")
    #expect(errors.contains(".mini:"), "\(how): \(errors)")
  }
}
