// The option of a build that shows in AIR and in LLVM IR.

/// Whether the code is for a debugger.
package enum DebugInfo: Hashable, Sendable {
  case none
  case full
}
