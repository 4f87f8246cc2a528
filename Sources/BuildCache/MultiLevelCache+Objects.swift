// What a build adds to the store: objects, as they are made.

package import FileIO
package import ObjectStore
import Synchronization
import SystemPackage

/// What is to be kept of one file.
package struct FileObjects: Sendable {
  /// Its IR.
  package var file: PreparedObject?
  /// Its functions' IR.
  package var functions: [PreparedObject]

  package init(file: PreparedObject? = nil, functions: [PreparedObject] = []) {
    self.file = file
    self.functions = functions
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

  /// Keeps the objects of many files, which are given away one after another: they are not in memory
  /// twice.
  package func keep(_ files: ResultSlots<FileObjects>) {
    for place in 0..<files.count { keep(files.take(place)) }
  }

  /// Keeps objects that were prepared, in this order; they are written by
  /// ``save(newFiles:newFunctions:project:copy:)``, or earlier.
  package func keep(_ objects: FileObjects) {
    guard let database else { return }
    state.withLock { state in
      do throws(ObjectError) {
        if let file = objects.file, !file.isPresent {
          if state.newFileObjects == nil {
            state.newFileObjects = database.beginTransaction(in: .zir)
          }
          try state.newFileObjects?.add(file)
        }
        for function in objects.functions where !function.isPresent {
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
