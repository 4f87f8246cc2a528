// Compiles a whole program in one piece.

import FileIO
import SystemPackage

extension NativeBackEnd {
  /// Compiles a whole program's IR.
  ///
  /// - Parameters:
  ///   - name: the module's name for debuggers and in assembly.
  ///   - output: the file to make. Tools work in its folder if they cannot work in the cache;
  ///     `nil`: in any folder.
  func compileWhole(
    _ ir: [UInt8], named name: String, as kind: WholeOutput.Kind, beside output: FilePath?
  ) throws(BuildError) -> (bytes: [UInt8], nanoseconds: UInt64) {
    let start = ContinuousClock.now
    let command = try tools.compileCommand().map { word in
      kind == .assembly && word == Array("-emit-obj".utf8) ? Array("-S".utf8) : word
    }
    let text = Array("source_filename = \"\(name).ll\"\n".utf8) + ir
    let bytes = try ScratchFolders(context: context, output: output).run {
      scratch throws(BuildError) in
      try compileWhole(text, by: command, as: kind, in: scratch, beside: output)
    }
    return (bytes, (ContinuousClock.now - start).nanoseconds)
  }

  private func compileWhole(
    _ text: [UInt8], by command: [[UInt8]], as kind: WholeOutput.Kind, in scratch: Scratch,
    beside output: FilePath?
  ) throws(BuildError) -> [UInt8] {
    let name = "whole.ll"
    let result = kind == .assembly ? "whole.s" : "whole.o"
    let made = scratch.folder.appending(result)
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
    let file = try naming(output ?? made) { () throws(FileError) in
      try MadeFile(result, in: scratch, context.fileSystem) { bytes in
        switch kind {
        case .object: ObjectCode.flaw(in: bytes)
        case .assembly: ObjectCode.flaw(ofAssembly: bytes)
        }
      }
    }
    switch file {
    case .sound(let bytes): return bytes
    case .flawed(let flaw):
      throw .toolchain(
        reason: "clang reported no error, but the \(kind.rawValue) of the program cannot be used: "
          + "\(flaw); it was not kept. Build again, or check the compiler")
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
