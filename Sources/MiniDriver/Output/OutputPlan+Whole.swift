// Object code and assembly of the combined IR, compiled in one piece: for other linkers, and to look at.

import BuildCache
import FileIO
import SystemPackage

extension OutputPlan {
  /// An output that clang makes of all of `main.ll` at once. (The executable is made of units.)
  struct Whole {
    enum Kind: String {
      case object, assembly
    }

    let kind: Kind
    /// `nil`: it is printed.
    let path: FilePath?

    static let printed = Whole(kind: .assembly, path: nil)
  }

  /// Those that are not this program's as a build left them.
  func staleWholes(of program: ProjectHash, _ snapshot: FileHashCache?) -> [Whole] {
    wholes.filter { whole in
      guard let path = whole.path, !isStream, let key = key(of: program, whole.kind) else {
        return true
      }
      return !isFresh(path, key: key, snapshot) || !trust.believesStamps(of: snapshot)
    }
  }

  func key(of program: ProjectHash, _ kind: Whole.Kind) -> Digest? {
    backEnd?.key(of: program).map {
      Digest(of: [$0, Digest(hashing: Array(kind.rawValue.utf8))])
    }
  }

  /// Makes what is not fresh, of the text that has been assembled.
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
        // One with the right bytes and another stamp was copied or restored: it stays.
        let present = try? context.fileSystem.contents(of: path, sizeMax: made.bytes.count)
        if present != made.bytes { try context.fileSystem.replaceFile(path, with: made.bytes) }
      } catch {
        throw .output(path: path.string, reason: error.errno.description)
      }
      result.bytesWritten += UInt64(made.bytes.count)
      record(recordedName(of: path), status(path), key(of: program, whole.kind), in: &outputs)
    }
  }
}

extension NativeBackEnd {
  /// Compiles a whole program's IR.
  ///
  /// - Parameters:
  ///   - name: of the module that debuggers and assembly name.
  ///   - output: what is made beside this file's place, where the cache has none; `nil`: anywhere.
  func compileWhole(
    _ ir: [UInt8], named name: String, as kind: OutputPlan.Whole.Kind, beside output: FilePath?
  ) throws(BuildError) -> (bytes: [UInt8], nanoseconds: UInt64) {
    let start = ContinuousClock.now
    let command = try tools.compileCommand().map { word in
      kind == .assembly && word == Array("-emit-obj".utf8) ? Array("-S".utf8) : word
    }
    let text = Array("source_filename = \"\(name).ll\"\n".utf8) + ir
    let bytes = try ScratchPlaces(context: context, output: output).run {
      scratch throws(BuildError) in
      try compileWhole(text, by: command, as: kind, in: scratch, beside: output)
    }
    return (bytes, (ContinuousClock.now - start).nanoseconds)
  }

  private func compileWhole(
    _ text: [UInt8], by command: [[UInt8]], as kind: OutputPlan.Whole.Kind, in scratch: Scratch,
    beside output: FilePath?
  ) throws(BuildError) -> [UInt8] {
    let name = "whole.ll"
    let made = scratch.folder.appending(kind == .assembly ? "whole.s" : "whole.o")
    try naming(output ?? made) { () throws(FileError) in
      try context.fileSystem.replaceFile(scratch.folder.appending(name), with: text)
    }
    let end = ToolProcess.run(
      command + [Array(name.utf8)], in: scratch, messages: "whole.err", context)
    if let failure = end.failure {
      throw .toolchain(
        reason: "'\(FilePath(bytes: command[0]))' could not compile the program (\(failure))"
          + end.firstLine)
    }
    return try naming(output ?? made) { () throws(FileError) in
      guard let bytes = try context.fileSystem.contents(of: made, sizeMax: codeSizeMax) else {
        throw FileError(.open, made, .noSuchFileOrDirectory)
      }
      return bytes
    }
  }

  private func naming<Value>(
    _ output: FilePath, _ body: () throws(FileError) -> Value
  ) throws(BuildError) -> Value {
    do throws(FileError) {
      return try body()
    } catch {
      throw .output(path: output.string, reason: error.errno.description)
    }
  }
}
