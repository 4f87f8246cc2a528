// Adds the objects that a build makes to the store.

package import FileIO
package import ObjectStore
import Synchronization
import SystemPackage

extension MultiLevelCache {
  /// Takes the cache's lock, shared, until ``endWriting()`` returns.
  /// So objects that this build has found in the cache stay until its rows name them.
  ///
  /// Every build but a null build calls it before its first lookup.
  package func beginWriting() {
    guard let store else { return }
    state.withLock { state in
      guard state.isWritable, state.lock == nil else { return }
      do throws(FileError) {
        state.lock = try store.directory.lock(.shared, wait: .forever)
      } catch {
        state.stopWriting("\(error)")
        return
      }
      store.paths.recordRoot(fileSystem: store.fileSystem)
    }
  }

  /// Prepares a file's IR to be kept. Any number of threads can call this at once.
  package func prepareFileIR(_ ir: [UInt8]) -> PreparedObject? {
    prepare(ir, in: .zir, isOneOfFew: Self.isOneOfFew(preparedFiles))
  }

  /// Prepares a function's IR to be kept. Any number of threads can call this at once.
  package func prepareFunctionIR(_ ir: [UInt8]) -> PreparedObject? {
    prepare(ir, in: .objects, isOneOfFew: Self.isOneOfFew(preparedFunctions))
  }

  /// Whether an object is one of the first of a build, which counts them.
  private static func isOneOfFew(_ count: borrowing Atomic<Int>) -> Bool {
    count.add(1, ordering: .relaxed).newValue < ObjectDatabase.packedObjectsMin
  }

  /// - Returns: `nil` if nothing can be kept.
  func prepare(
    _ ir: [UInt8], in tree: ObjectDatabase.Tree, isOneOfFew: Bool
  ) -> PreparedObject? {
    guard let database, state.withLock({ $0.isWritable }) else { return nil }
    do throws(ObjectError) {
      let object = try database.prepare(
        .blob, ir, in: tree, form: isOneOfFew ? .asIs : .deflated,
        look: isOneOfFew && !knowsNothing ? .now : .once)
      if let damage = object.healed {
        let short = Digest(object.id).shortDescription
        report("object \(short) in \(tree.name) was damaged (\(damage)); it is replaced")
      }
      return object
    } catch {
      state.withLock { $0.stopWriting("\(error)") }
      return nil
    }
  }

  /// Keeps the results of many files. Takes them out of their slots one by one, so that their
  /// objects are not in memory twice.
  package func keep(_ files: ResultSlots<FileAdditions>) {
    for file in 0..<files.count { keep(files.take(file)) }
  }

  /// Keeps prepared objects and the entries that name them, for the next save.
  package func keep(_ additions: FileAdditions, units: [UnitEntry] = []) {
    let hasObjects = additions.file != nil || !additions.functions.isEmpty
    let database = hasObjects ? database : nil
    state.withLock { state in
      if let entry = additions.entry { state.pending.files.append(entry) }
      state.pending.functions += additions.functionEntries
      state.pending.units += units
      guard let database else { return }
      do throws(ObjectError) {
        if let file = additions.file {
          try Self.add(file, to: &state.newFileObjects, .zir, database)
        }
        for function in additions.functions {
          try Self.add(function, to: &state.newFunctionObjects, .objects, database)
        }
      } catch {
        state.stopWriting("\(error)")
      }
    }
  }

  /// Adds an object to a transaction, which is begun for the first one.
  private static func add(
    _ object: PreparedObject, to transaction: inout ObjectTransaction?,
    _ tree: ObjectDatabase.Tree, _ database: ObjectDatabase
  ) throws(ObjectError) {
    guard !object.isPresent else { return }
    if transaction == nil { transaction = database.beginTransaction(in: tree) }
    try transaction?.add(object)
  }

  /// Writes the objects that were kept.
  func writeObjects(_ result: inout SaveResult) {
    let files = state.withLock { state in state.newFileObjects.take() }
    let functions = state.withLock { state in state.newFunctionObjects.take() }
    if files == nil && functions == nil { return }
    beginWriting()
    guard state.withLock({ $0.isWritable }) else { return }
    state.withLock { $0.hasWrittenObjects = true }
    do throws(ObjectError) {
      if let files { result.bytesWritten += try files.commit() }
      if let functions { result.bytesWritten += try functions.commit() }
    } catch {
      state.withLock { $0.stopWriting("\(error)") }
    }
  }
}
