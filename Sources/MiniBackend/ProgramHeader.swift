// The head of `main.ll`: the entry point, the declarations, and the parts of the runtime in use.

package import MiniFrontend

/// Makes the head of a program's combined IR.
///
/// - Parameters:
///   - rootModule: the root file's module name.
///   - mainResult: what the root's `main` returns: `.i32`, or `.void` for a status of 0.
///   - parts: the union of all functions' parts; what they need in turn is added here.
/// - Returns: LLVM IR text that ends with an empty line; sections follow.
package func programHeader(
  rootModule: String, mainResult: Type, parts: RuntimeParts
) -> [UInt8] {
  []
}
