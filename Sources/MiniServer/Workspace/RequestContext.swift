// All that a handler of a request is given beside its parameters.

/// The session as requests see it.
package struct RequestContext {
  package let workspace: Workspace
  private let isUnwanted: () -> Bool

  init(workspace: Workspace, isUnwanted: @escaping () -> Bool) {
    self.workspace = workspace
    self.isUnwanted = isUnwanted
  }

  /// Ends a request that the client has cancelled. Long work calls it between its steps.
  package func checkCancellation() throws(RequestFailure) {
    if isUnwanted() { throw RequestFailure(.cancelled, "the client has cancelled the request") }
  }
}
