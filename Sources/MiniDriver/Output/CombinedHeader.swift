// The text before the first section of a combined IR, for verification.

package import BuildCache
import MiniBackend
import MiniFrontend

package enum CombinedHeader {
  /// The header that this compiler makes for the program of a project's index. `nil` if another
  /// compiler wrote the index, because no build reuses its output, or if the index names no root.
  package static func expected(by project: FileHashCache) -> [UInt8]? {
    let record = project.project
    guard record.epoch == compilerEpochHex, project.row(ofPath: record.rootName) != nil,
      let main = ProgramDiagnostics.entryPoint(record.mainSignature)
    else { return nil }
    var parts = RuntimeParts()
    for row in 0..<project.count {
      if row % residentRowsMax == 0 { project.releasePages() }
      parts.formUnion(RuntimeParts(rawValue: project.runtimeParts(row)))
    }
    return ProgramHeader.text(
      rootModule: ModulePath(record.rootName).module, mainResult: main.result.scalar ?? .void,
      parts: parts,
      debugInfo: DebugInfo(irOptions: record.options))
  }

  /// The number of rows read before the index's pages are released.
  private static let residentRowsMax = 64
}
