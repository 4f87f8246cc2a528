// The emitter's result for one function.

/// A function's LLVM IR, ready for its file's section.
package struct CompiledFunction: Hashable, Sendable {
  /// The private constants, one `define`, and an empty line: sections are plain concatenations.
  package let ir: [UInt8]
  /// The parts that the program's header must contain for `ir`.
  package let runtimeParts: RuntimeParts

  package init(ir: [UInt8], runtimeParts: RuntimeParts) {
    self.ir = ir
    self.runtimeParts = runtimeParts
  }
}
