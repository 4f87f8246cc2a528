// Outputs that are compiled in one piece.

import SystemPackage

/// An output that clang makes from the whole `main.ll` at once. (The executable is made from
/// units.)
struct WholeOutput {
  enum Kind: String {
    case object, assembly
  }

  let kind: Kind
  /// `nil`: it is printed.
  let path: FilePath?

  static let printed = WholeOutput(kind: .assembly, path: nil)
}
