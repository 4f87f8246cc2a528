// The executable that contains a project's tests.

import BuildCache
import FileIO
import MiniBackend
import MiniFrontend
import SystemPackage

extension OutputPlan {
  /// Makes the executable in a folder of its own. Its sections are those of the files, as in any
  /// program, and one for the tests of each file, which are units of their own.
  ///
  /// - Parameter compilation: without errors, and without a last build.
  func makeTests(_ compilation: inout ProjectCompilation) throws -> Result {
    context.cache.keep(compilation.takePendingAdditions())
    let order = ProgramLayout.linkOrder(of: compilation.graph)
    let tests = try compilation.compileTests(inOrder: order)
    var result = Result()
    result.tests = tests.flatMap { file in
      file.names.map { name in
        BuiltTest(
          path: file.path.path,
          symbol: FunctionSymbol.raw(module: file.path.module, function: name),
          name: String(name.drop { $0 != "\"" }))
      }
    }
    if let backEnd, !tests.isEmpty {
      let program = testProgram(tests, of: result.tests, order, compilation)
      try link(program, backEnd, &result)
    }
    result.bytesWritten += context.cache.finish().bytesWritten
    return result
  }

  private func testProgram(
    _ tests: [CompiledTests], of built: [BuiltTest], _ order: [Int],
    _ compilation: ProjectCompilation
  ) -> NativeProgram {
    let files = order.compactMap { file in
      compilation.artifacts[file].map { (compilation.graph.files.path(of: file), $0) }
    }
    let sections = files.map(\.1) + tests.map(\.section)
    var parts = RuntimeParts()
    for section in sections { parts.formUnion(RuntimeParts(rawValue: section.runtimeParts)) }
    let point = EntryPoint.tests(built.map(\.symbol))
    return NativeProgram(
      header: ProgramHeader.text(
        rootModule: context.rootModule, point: point, parts: parts,
        debugInfo: context.options.debugInfo),
      point: point, debugInfo: context.options.debugInfo,
      modules: files.map { NativeProgram.Module(of: $0, $1) }
        + tests.map {
          .init(
            path: "\($0.path) tests", irID: $0.section.irID, sizeBytes: $0.section.ir.count,
            isApart: true)
        },
      section: { sections[$0].ir })
  }

  private func link(
    _ program: NativeProgram, _ backEnd: NativeBackEnd, _ result: inout Result
  ) throws {
    let folder = try PrivateFolder.make(
      in: context.options.privateParents(), fileSystem: context.fileSystem)
    do {
      let path = folder.appending("tests")
      take(try backEnd.make(program, to: path, present: nil), &result)
      result.program = BuiltProgram(path: path, name: path, privateFolder: folder)
    } catch {
      PrivateFolder.remove(folder, fileSystem: context.fileSystem)
      throw (error as? ToolRefusal)?.error ?? error
    }
  }
}
