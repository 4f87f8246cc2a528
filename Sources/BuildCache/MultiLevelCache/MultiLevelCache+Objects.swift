// Adds the objects that a build makes to the store.

package import FileIO
package import ObjectStore
import Synchronization
import SystemPackage

/// Everything that one compiled file adds to the cache.
package struct FileNews: Sendable {
  /// The object of the file's IR.
  package var file: PreparedObject?
  /// The objects of its functions' IR.
  package var functions: [PreparedObject]
  package var entry: ZirEntry?
  package var functionEntries: [AirEntry]

  package init(
    file: PreparedObject? = nil, functions: [PreparedObject] = [], entry: ZirEntry? = nil,
    functionEntries: [AirEntry] = []
  ) {
    self.file = file
    self.functions = functions
    self.entry = entry
    self.functionEntries = functionEntries
  }
}

extension MultiLevelCache {
  /// Takes the cache's lock, shared, until ``save(newFiles:newFunctions:project:copy:)`` returns.
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
      store.place.recordRoot(fileSystem: store.fileSystem)
    }
  }

  /// Prepares a file's IR to be kept. Any number of threads can call this at once.
  package func prepareFileIR(_ ir: [UInt8]) -> PreparedObject? {
    prepare(ir, in: .zir, preparedFiles)
  }

  /// Prepares a function's IR to be kept. Any number of threads can call this at once.
  package func prepareFunctionIR(_ ir: [UInt8]) -> PreparedObject? {
    prepare(ir, in: .objects, preparedFunctions)
  }

  /// - Returns: `nil` if nothing can be kept.
  private func prepare(
    _ ir: [UInt8], in tree: ObjectDatabase.Tree, _ count: borrowing Atomic<Int>
  ) -> PreparedObject? {
    guard let database, state.withLock({ $0.isWritable }) else { return nil }
    let number = count.add(1, ordering: .relaxed).newValue
    do throws(ObjectError) {
      let isOneOfFew = number < ObjectDatabase.packedObjectsMin
      let object = try database.prepare(
        .blob, ir, in: tree, form: isOneOfFew ? .asIs : .deflated,
        look: isOneOfFew && !knowsNothing ? .now : .once)
      if let damage = object.healed {
        report("object \(object.id) in \(tree.name) was damaged (\(damage)); it is replaced")
      }
      return object
    } catch {
      state.withLock { $0.stopWriting("\(error)") }
      return nil
    }
  }

  /// Keeps the results of many files. Takes them out of their slots one by one, so that their
  /// objects are not in memory twice.
  package func keep(_ files: ResultSlots<FileNews>) {
    for place in 0..<files.count { keep(files.take(place)) }
  }

  /// Keeps prepared objects and the entries that name them, in this order.
  /// ``save(newFiles:newFunctions:project:copy:)`` or an earlier call writes them.
  package func keep(_ news: FileNews) {
    let database = database
    state.withLock { state in
      if let entry = news.entry { state.news.files.append(entry) }
      state.news.functions += news.functionEntries
      guard let database else { return }
      do throws(ObjectError) {
        if let file = news.file, !file.isPresent {
          if state.newFileObjects == nil {
            state.newFileObjects = database.beginTransaction(in: .zir)
          }
          try state.newFileObjects?.add(file)
        }
        for function in news.functions where !function.isPresent {
          if state.newFunctionObjects == nil {
            state.newFunctionObjects = database.beginTransaction(in: .objects)
          }
          try state.newFunctionObjects?.add(function)
        }
      } catch {
        state.stopWriting("\(error)")
      }
    }
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
