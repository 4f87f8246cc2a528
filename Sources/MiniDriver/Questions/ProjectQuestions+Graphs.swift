// The graphs of a project: modules, declarations, units.

import BuildCache
import MiniFrontend

extension ProjectQuestions {
  /// The kind of a graph's parts.
  package enum Kind: String, CaseIterable, Sendable {
    case modules
    case declarations
    case units
  }

  /// - Throws: ``QuestionError`` for units without a build.
  package func graph(of kind: Kind) throws(QuestionError) -> PartGraph {
    switch kind {
    case .modules: modules
    case .declarations: declarations(of: files)
    case .units: try units()
    }
  }

  /// The modules that the root reaches, and their imports. Missing files are among them.
  var modules: PartGraph {
    let files = files
    var numbers = [Int](repeating: 0, count: graph.files.count)
    for (number, file) in files.enumerated() { numbers[file] = number }
    return PartGraph(
      files.map {
        ProjectPart(kind: .module, name: module($0), path: graph.files.path(of: $0).path)
      },
      uses: files.map { graph.targetFiles(of: $0).map { numbers[$0] } })
  }

  /// The declarations of files, and which names which.
  func declarations(of files: [Int]) -> PartGraph {
    var parts: [ProjectPart] = []
    var numbers = [[String: Int]](repeating: [:], count: graph.files.count)
    let all = uses(of: files)
    for (file, uses) in zip(files, all) {
      guard let uses else { continue }
      for declared in uses.declarations {
        numbers[file][declared.name] = parts.count
        parts.append(part(declared, in: file, uses.lines))
      }
    }
    let uses = all.flatMap { $0?.declarations ?? [] }.map { declared in
      declared.uses.compactMap { numbers[$0.file][$0.name] }
    }
    return PartGraph(parts, uses: uses).withoutUnusedStandardParts()
  }

  /// The units of the last build's executable without optimisation, by the modules in them. A unit
  /// uses another if one of its modules imports one of the other's.
  private func units() throws(QuestionError) -> PartGraph {
    guard let snapshot = graph.snapshot else {
      throw QuestionError("no build has succeeded yet, which would decide about units")
    }
    let rows = Array(0..<snapshot.count)
    let modules = rows.map {
      (path: snapshot.path($0), sizeBytes: Int(snapshot.section($0).length))
    }
    let isApart = { (row: Int) in
      ModulePath(modules[row].path).standardModule != nil
        || context.options.isOneOfSeveral && modules[row].path == context.rootName
    }
    let (apart, own) = (rows.filter(isApart), rows.filter { !isApart($0) })
    let units =
      UnitPartition(
        modules: modules, numbers: own, sizeMaxBytes: UnitPartition.plainSizeMaxBytes
      ).units + apart.map { .init(prefix: modules[$0].path, modules: [$0]) }
    var unitOfRow = [Int](repeating: 0, count: rows.count)
    for (number, unit) in units.enumerated() {
      for row in unit.modules { unitOfRow[row] = number }
    }
    return PartGraph(
      units.map { unit in
        ProjectPart(
          kind: .unit, name: "unit \(unit.prefix.isEmpty ? "." : unit.prefix)", path: nil,
          modules: unit.modules.map { ModulePath(modules[$0].path).module }.sorted())
      },
      uses: units.enumerated().map { number, unit in
        unit.modules.flatMap { snapshot.imports($0).map { unitOfRow[Int($0)] } }
          .filter { $0 != number }
      })
  }
}
