// Object code and assembly of the combined IR, compiled in one piece: for other linkers, and for
// reading.

import BuildCache
import FileIO
import SystemPackage

extension OutputPlan {
  /// The outputs that are not this program's unchanged ones.
  func staleWholes(of program: ProjectHash, _ snapshot: FileHashCache?) -> [WholeOutput] {
    wholes.filter { whole in
      guard let path = whole.path, !isStream, let key = key(of: program, whole.kind) else {
        return true
      }
      return !isFresh(path, key: key, snapshot) || !trust.trustsStamps(of: snapshot)
    }
  }

  func key(of program: ProjectHash, _ kind: WholeOutput.Kind) -> Digest? {
    backEnd?.key(of: program).map {
      Digest(of: [$0, Digest(hashing: Array(kind.rawValue.utf8))])
    }
  }

  /// Makes the outputs that are not up to date, from the assembled text.
  func writeWholes(
    of program: ProjectHash, _ snapshot: FileHashCache?, _ outputs: inout [OutputRecord],
    _ result: inout Result
  ) throws(BuildError) {
    guard let backEnd else { return }
    for whole in staleWholes(of: program, snapshot) {
      let made = try backEnd.compileWhole(
        result.text, named: context.rootModule, as: whole.kind, beside: isStream ? nil : whole.path)
      result.nativeNanoseconds += made.nanoseconds
      guard let path = whole.path else {
        result.text = made.bytes
        return
      }
      guard !isStream else {
        try writeStream(made.bytes, to: path)
        continue
      }
      do throws(FileError) {
        // A file with the right bytes and another stamp was copied or restored, and is not
        // replaced.
        let present = try? context.fileSystem.contents(of: path, sizeMax: made.bytes.count)
        if present != made.bytes {
          try context.fileSystem.replaceFile(path, with: made.bytes)
          result.bytesWritten += UInt64(made.bytes.count)
        }
      } catch {
        throw .output(path: path.string, reason: error.errno.description)
      }
      record(name(of: path), status(path), key(of: program, whole.kind), in: &outputs)
    }
  }
}
