// A failure of clang or the linker on its input.

/// A tool failed on its input, which can be the cache's fault.
struct ToolRefusal: Error {
  let error: BuildError
  /// Whether some of the input was object code from the cache.
  let hasCachedCode: Bool
}
