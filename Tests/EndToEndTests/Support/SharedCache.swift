// One cache for all tests of a suite.

import Testing

/// Gives the tests of a suite one cache, removed with the suite, so that standard modules are compiled
/// once and not for each program. For tests of what programs do, not of what a cache holds.
struct SharedCache: SuiteTrait, TestScoping {
  @TaskLocal fileprivate static var workspace: Workspace?

  /// The environment of each `mini` in these tests.
  static var variables: [String: String] {
    workspace.map { ["MINI_CACHE_DIR": $0.path("cache")] } ?? [:]
  }

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    try await Self.$workspace.withValue(Workspace(), operation: function)
  }
}

extension Trait where Self == SharedCache {
  static var sharedCache: Self { SharedCache() }
}
