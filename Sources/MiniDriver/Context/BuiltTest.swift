// A test of a project, as a build has prepared it.

package import BuildCache
package import MiniBackend

/// A test of one of the project's files.
package struct BuiltTest: Hashable, Sendable {
  package enum Work: Hashable, Sendable {
    /// It has passed, and nothing that it depends on has changed.
    case cached
    /// It is this number in the program, and runs because it has not passed yet with these inputs.
    case runs(number: Int, UnitInputs, MissReason)
    /// It is this number in the program, and always runs because it uses the world outside.
    case alwaysRuns(number: Int, RuntimeEffects)

    /// Its number in the program; `nil`: the program does not contain it.
    var number: Int? {
      switch self {
      case .cached: nil
      case .runs(let number, _, _), .alwaysRuns(let number, _): number
      }
    }

    var runs: Bool { number != nil }
  }

  /// The file, relative to the root file's folder; a standard module's path.
  package let path: String
  /// As panics write it: `lib/math.test "a name"`.
  package let symbol: String
  /// The name in quotation marks, as in ``symbol``.
  package let name: String
  package let work: Work
}

/// The verdict of a test that ran, whose result depends on nothing but its inputs.
struct TestVerdict: Sendable {
  let inputs: UnitInputs
  let symbol: String
  let isPassed: Bool
  let nanoseconds: UInt64
}
