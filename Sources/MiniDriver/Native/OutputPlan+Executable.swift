// The executable among a build's outputs.

import BuildCache
import FileIO
import MiniBackend
import ObjectStore
import SystemPackage

extension OutputPlan {
  /// Makes the executable, where it is not the one that is there already.
  func link(
    _ program: ProgramLayout, _ compilation: ProjectCompilation, _ previous: MappedFile?,
    _ outputs: inout [OutputRecord], _ result: inout Result
  ) throws {
    guard let (path, backEnd) = executable else { return }
    let snapshot = compilation.graph.snapshot
    let linked = recordedNameOfUnits(of: path)
    let made = try backEnd.make(
      nativeProgram(program, compilation, previous), to: path,
      present: keyOfPresent(path, snapshot))
    result.unitCounts = made.unitCounts
    result.nativeNanoseconds = made.nanoseconds
    result.bytesWritten += made.bytesWritten
    // Where another build has put its own file there meanwhile, it is not taken for ours.
    let now = status(path)
    let isOurs = made.file.map { now?.inode == $0.inode } ?? true
    let found = isOurs ? now : nil
    record(
      recordedName(of: path), found, backEnd.key(of: program.projectHash), in: &outputs)
    record(linked, found, made.key.digest, in: &outputs)
    guard made.file != nil else { return }
    let digest = digest(of: path)
    let isRead = status(path) == found
    record(recordedNameOfBytes(of: path), isRead ? found : nil, digest, in: &outputs)
  }

  /// The program's sections, each read when it is asked for.
  private func nativeProgram(
    _ program: ProgramLayout, _ compilation: ProjectCompilation, _ previous: MappedFile?
  ) -> NativeProgram {
    let (order, graph) = (program.order, compilation.graph)
    let artifacts = compilation.artifacts
    let cache = context.cache
    return NativeProgram(
      header: program.header, rootModule: context.rootModule,
      mainReturnsValue: program.mainReturnsValue,
      debugInfo: context.options.debugInfo,
      modules: order.map { file in
        if let artifact = artifacts[file] {
          return .init(
            path: graph.files[file].path.path, irID: artifact.irID, sizeBytes: artifact.ir.count)
        }
        guard let snapshot = graph.snapshot else {
          preconditionFailure("what has no row has been compiled")
        }
        return .init(
          path: snapshot.path(file), irID: snapshot.irID(file),
          sizeBytes: Int(clamping: snapshot.section(file).length))
      },
      section: { number in
        if let artifact = artifacts[order[number]] {
          guard artifact.numbersBase > 0 else { return artifact.ir }
          return DebugFields.rebased(artifact.ir, from: artifact.numbersBase, to: 0)
        }
        guard let snapshot = graph.snapshot else { return nil }
        let range = snapshot.section(order[number])
        let copy = previous.flatMap {
          UnitArchive.part(
            of: $0, offset: range.offset, size: range.length, checksum: range.checksum)
        }
        let id = snapshot.irID(order[number])
        return copy.map { program.object(of: id, $0) } ?? cache.fileIR(id)
      })
  }

  /// What the executable that is there was linked of, where it is as the last build left it.
  private func keyOfPresent(_ path: FilePath, _ snapshot: FileHashCache?) -> UnitKey? {
    guard context.options.changeDetection == .stamps, trust.believesStamps(of: snapshot),
      case let name = recordedNameOfUnits(of: path),
      let record = snapshot?.project.outputs.first(where: { $0.path == name }),
      status(path).map({ Stamp($0) }) == record.stamp
    else { return nil }
    return UnitKey(digest: record.key)
  }

  /// The last build's combined output, whatever is in it: its parts are checked when they are read.
  var mappedCombined: MappedFile? {
    // Where it cannot be mapped, the store has all of it.
    place.flatMap { try? MappedFile($0.combined, fileSystem: context.fileSystem) }
  }
}
