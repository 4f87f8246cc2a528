// Lookups and additions of native code.

package import FileIO
package import ObjectStore
import Synchronization
package import SystemPackage

extension MultiLevelCache {
  /// Prepares object code to be kept. Any number of threads can call this at once.
  ///
  /// - Parameter isSavedWithFew: whether it shall be a loose object, because few others are saved with it.
  package func prepareCode(
    _ code: [UInt8], isSavedWithFew: Bool = false
  ) -> PreparedObject? {
    isSavedWithFew ? prepare(code, in: .objects, isOneOfFew: true) : prepareFunctionIR(code)
  }

  /// The native code with this key. Its bytes can be absent; see ``code(_:sizeBytes:)``.
  package func unit(_ key: UnitKey) -> UnitEntry? { units?.lookup(key) }

  /// The newest state of the unit with the name and options of `inputs`, or `nil`.
  package func newestUnit(like inputs: UnitInputs) -> UnitEntry? { units?.newest(like: inputs) }

  /// The reason why there is no code for these inputs, compared with the unit that the project
  /// linked last; `nil`: with its newest state.
  package func missReason(_ inputs: UnitInputs, since linked: UnitEntry? = nil) -> MissReason {
    guard let units else { return reasonForLoss(of: unitTier) }
    if let dropped = units.chain.dropReason(of: inputs.key.digest) { return dropped }
    guard let last = linked ?? units.newest(like: inputs) else { return .neverBuilt }
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

  /// Object code, read and checked; `nil` if it must be compiled again. If it is damaged or
  /// unreadable, an event reports it.
  package func code(_ id: ObjectID, sizeBytes: UInt64? = nil) -> [UInt8]? {
    functionIR(id, sizeBytes: sizeBytes)
  }

  /// The units of the project's programs, from the last successful builds.
  package func linkedUnits() -> [LinkedUnit] {
    guard let store else { return [] }
    let path = store.paths.units
    let outcome = ProjectUnits.load(store.paths.units, fileSystem: store.fileSystem)
    return state.withLock { $0.take(outcome, from: path) } ?? []
  }

  /// The toolchain record of the cache.
  package func toolchainRecord() -> ToolchainRecord? {
    guard let store else { return nil }
    let path = store.toolchainPath
    let outcome = ToolchainRecord.load(path, fileSystem: store.fileSystem)
    return state.withLock { $0.take(outcome, from: path) }
  }

  /// The tests of the project's files, as the last `mini test` compiled them.
  package func projectTests() -> ProjectTests? {
    guard let store else { return nil }
    let outcome = ProjectTests.load(store.paths.tests, fileSystem: store.fileSystem)
    return state.withLock { $0.take(outcome, from: store.paths.tests) }
  }

  /// Sets the tests of the project's files for the next save.
  package func keep(tests: [ProjectTests.Entry]) {
    let bytes = ProjectTests.encode(tests)
    state.withLock { $0.pending.tests = bytes }
  }

  /// The cache's folder; `nil` if nothing may be written there.
  package var writableFolder: FilePath? {
    state.withLock { $0.isWritable } ? store?.directory.path : nil
  }

  /// Keeps a unit's object code, if there is any, and the entry that names it.
  package func keep(_ code: PreparedObject?, _ entry: UnitEntry) {
    keep(FileAdditions(functions: code.map { [$0] } ?? []), units: [entry])
  }

  /// Sets the units of the project's program for the next save.
  ///
  /// - Parameters:
  ///   - units: all of one variant.
  ///   - archive: the status of their archive before it was renamed into place.
  package func keep(_ units: [LinkedUnit], in archive: FileStatus) {
    state.withLock { $0.pending.linkedUnits = (units, archive) }
  }

  /// Sets the toolchain record for the next save, made by ``ToolchainRecord/encode(_:before:)``.
  package func keep(toolchain record: [UInt8]) {
    state.withLock { $0.pending.toolchain = record }
  }

  /// Whether another build of the project has replaced this build's archive. That build has saved
  /// its list of units, or will.
  func isReplaced(_ archive: FileStatus, variant: UInt32, _ store: Store) -> Bool {
    let path = store.paths.archive(variant: Int(variant))
    // An archive that cannot be looked at, or is absent, does not contradict the list.
    guard let now = try? store.fileSystem.status(of: path, followingLinks: false) else {
      return false
    }
    return !now.isOfFile(written: archive)
  }
}
