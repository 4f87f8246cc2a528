// What a build adds to the store: objects, as they are made.

package import FileIO
package import ObjectStore
import Synchronization
import SystemPackage

/// What the cache is given of one file that was compiled.
package struct FileNews: Sendable {
  /// Its IR.
  package var file: PreparedObject?
  /// Its functions' IR.
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
  /// Takes the cache's lock, shared, until ``save(newFiles:newFunctions:project:copy:)`` has ended: what
  /// this build has found in the cache, and relies upon, stays until its rows name it.
  ///
  /// To be called before anything but a null build looks anything up.
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

  /// Makes a file's IR ready to be kept. Any number of threads may do so at once.
  package func prepareFileIR(_ ir: [UInt8]) -> PreparedObject? {
    prepare(ir, in: .zir, preparedFiles)
  }

  /// Makes a function's IR ready to be kept. Any number of threads may do so at once.
  package func prepareFunctionIR(_ ir: [UInt8]) -> PreparedObject? {
    prepare(ir, in: .objects, preparedFunctions)
  }

  /// - Returns: `nil` where nothing can be kept.
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
        report("object \(object.id) in \(tree.rawValue) was damaged (\(damage)); it is replaced")
      }
      return object
    } catch {
      state.withLock { $0.stopWriting("\(error)") }
      return nil
    }
  }

  /// Keeps what there is of many files, which are given away one after another: their objects are not in
  /// memory twice.
  package func keep(_ files: ResultSlots<FileNews>) {
    for place in 0..<files.count { keep(files.take(place)) }
  }

  /// Keeps objects that were prepared, and the entries that name them, in this order; they are written by
  /// ``save(newFiles:newFunctions:project:copy:)``, or earlier.
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
