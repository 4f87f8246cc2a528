// How serious a diagnostic is.

/// How serious a diagnostic is. Errors prevent a program from being built; warnings do not.
package enum Severity: UInt8, Hashable, Sendable {
  case error = 0
  case warning = 1

  package var name: String {
    switch self {
    case .error: "error"
    case .warning: "warning"
    }
  }
}
