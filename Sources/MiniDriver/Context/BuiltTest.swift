// A test that a program of tests contains.

/// A test of one of the project's files. Its number in the program is its index in
/// ``BuildReport/tests``.
package struct BuiltTest: Hashable, Sendable {
  /// The file, relative to the root file's folder; a standard module's path.
  package let path: String
  /// As panics write it: `lib/math.test "a name"`.
  package let symbol: String
  /// The name in quotation marks, as in ``symbol``.
  package let name: String
}
