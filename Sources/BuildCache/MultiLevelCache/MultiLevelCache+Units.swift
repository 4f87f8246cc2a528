// What a build looks up and keeps of native code.

package import FileIO
package import ObjectStore
import Synchronization
package import SystemPackage

/// What a build has to keep of native code.
package struct UnitNews: Sendable {
  /// From the oldest to the newest.
  package var entries: [UnitEntry] = []
  /// The units of the project's program, all of one variant, and the status of the archive that they lie
  /// in before it had its name; `nil`: the project's list stays as it is.
  package var project: (units: [LinkedUnit], archive: FileStatus)?
  /// What `ToolchainRecord.encode` made; `nil`: the record stays as it is.
  var toolchain: [UInt8]?

  package init() {}

  var isEmpty: Bool { entries.isEmpty && project == nil && toolchain == nil }
}

extension MultiLevelCache {
  /// Makes object code ready to be kept. Any number of threads may do so at once.
  package func prepareCode(_ code: [UInt8]) -> PreparedObject? { prepareFunctionIR(code) }

  /// The piece of native code of this key. Its code need not be there: ``code(_:)`` says.
  package func unit(_ key: UnitKey) -> UnitEntry? { units?.lookup(key) }

  /// Why there is no code for these inputs, told against the unit's newest state.
  package func missReason(_ inputs: UnitInputs) -> MissReason {
    if let day = units?.chain.evictionDay(of: inputs.key.digest) { return .evicted(day: day) }
    guard let last = units?.newest(like: inputs) else { return .neverBuilt }
    guard last.key != inputs.key else { return reasonForLoss(of: last.codeID) }
    var changes: [InputChange] = []
    if last.inputs.toolchain != inputs.toolchain {
      changes.append(
        .init(label: "toolchain", old: last.inputs.toolchain, new: inputs.toolchain))
    }
    if last.inputs.content != inputs.content {
      changes.append(
        .init(label: "content", old: "\(last.inputs.content)", new: "\(inputs.content)"))
    }
    return .inputsChanged(changes)
  }

  /// Object code, read and checked; `nil`, and an event where it was not simply absent, if it must
  /// be made again.
  package func code(_ id: ObjectID, sizeBytes: UInt64? = nil) -> [UInt8]? {
    functionIR(id, sizeBytes: sizeBytes)
  }

  /// The units of the project's programs, as the last good builds left them.
  package func linkedUnits() -> [LinkedUnit] {
    guard let store else { return [] }
    let path = store.place.units
    let outcome = ProjectUnits.load(store.place.units, fileSystem: store.fileSystem)
    return state.withLock { $0.take(outcome, from: path) } ?? []
  }

  /// What is known of toolchains.
  package func toolchainRecord() -> ToolchainRecord? {
    guard let store else { return nil }
    let path = store.toolchainPath
    let outcome = ToolchainRecord.load(path, fileSystem: store.fileSystem)
    return state.withLock { $0.take(outcome, from: path) }
  }

  /// The cache's folder, where anything may be written there.
  package var writableFolder: FilePath? {
    state.withLock { $0.isWritable } ? store?.directory.path : nil
  }

  /// Adds to what the next save keeps of native code; a list of units or a record replaces an earlier one.
  package func keep(units news: UnitNews) {
    state.withLock { state in
      state.unitNews.entries += news.entries
      if let project = news.project { state.unitNews.project = project }
    }
  }

  /// Sets what the next save keeps of toolchains: what ``ToolchainRecord/encode(_:before:)`` made.
  package func keep(toolchain record: [UInt8]) {
    state.withLock { $0.unitNews.toolchain = record }
  }

  /// Whether another build of the project has put its archive in the place of ours. Its list of units is
  /// there already, or follows.
  func isReplaced(_ archive: FileStatus, variant: UInt32, _ store: Store) -> Bool {
    let path = store.place.archive(variant: Int(variant))
    // One that cannot be looked at, or is gone, does not contradict the list.
    guard let now = try? store.fileSystem.status(of: path, followingLinks: false) else {
      return false
    }
    return !now.isOfFile(written: archive)
  }
}
