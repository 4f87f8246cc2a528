// How much work a build does for its report.

/// The level of detail of a report.
package enum ReportDetail: Hashable, Sendable {
  /// Diagnostics, outputs, and what was compiled.
  case outcome
  /// Also the counts that a null build must look up.
  case counts
  /// Also the outcome of every file, for `-v` and `--explain`.
  case files
}
