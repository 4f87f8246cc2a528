// Keeps what is being sent from gc.

/// Refs that protect what another process reads. A process removes its own; those of killed ones are
/// ignored after a day.
enum SnapshotKeep {
  static let prefix = "refs/mini/keep/"
}
