// The diagnostics of a project in memory.

import FileIO
package import MiniFrontend

extension LiveProject {
  /// All diagnostics of a file, sorted by place, as of the last ``work(countMax:)``.
  package func diagnostics(of module: ModulePath) -> [Diagnostic] { found[module] ?? [] }

  /// Whether there are files to check.
  package var hasWork: Bool { !stale.isEmpty }

  /// Whether there are files whose diagnostics ``takeChanged(othersMax:)`` has not returned.
  package var hasChanged: Bool { !changed.isEmpty }

  /// Files whose diagnostics have changed, each once: all with unsaved texts, and some of the others.
  ///
  /// - Parameter othersMax: the maximum number of the others.
  package func takeChanged(othersMax: Int) -> [ModulePath] {
    let open = changed.filter { graph.knownIndex(of: $0).map { texts[$0] != nil } ?? false }
    let taken = open.sorted() + changed.subtracting(open).sorted().prefix(othersMax)
    changed.subtract(taken)
    return taken
  }

  /// Checks the files with unsaved texts that need it; if none does, some of the others.
  ///
  /// - Parameter countMax: the maximum number of the others.
  package func work(countMax: Int) {
    stale = stale.filter { graph.isReachable($0) }
    let open = stale.filter { texts[$0] != nil }
    let batch = open.isEmpty ? Array(stale.prefix(countMax)) : open.sorted()
    guard !batch.isEmpty else { return }
    stale.subtract(batch)
    filesChecked += batch.count
    let all = attempt { project throws(Restart) in try project.compilation.analyze(batch) }
    guard let all else { return }
    for (file, diagnostics) in zip(batch, all) { set(diagnostics, of: file) }
  }

  func set(_ diagnostics: [Diagnostic], of file: Int) {
    var diagnostics = diagnostics
    // An editor shows every file, also one that is not the root of a program.
    if file == graph.root { diagnostics.removeAll { $0.code == .noMain && isRootOfNoProgram } }
    let path = graph.files.path(of: file)
    guard found[path] ?? [] != diagnostics else { return }
    found[path] = diagnostics.isEmpty ? nil : diagnostics
    changed.insert(path)
  }

  /// Whether the root is a file that was opened without a project.
  private var isRootOfNoProgram: Bool { location.rootName != ProjectLocation.usualRootName }

  /// The maximum number of attempts while files change on disk.
  private static let attemptsMax = 5

  /// Calls `body`, again if a file on disk changes while it runs.
  ///
  /// - Returns: `nil` if files change faster than they can be read, or if the project was loaded
  ///   again: then it has other numbers for its files.
  func attempt<Value>(_ body: (LiveProject) throws(Restart) -> Value) -> Value? {
    for _ in 0..<Self.attemptsMax {
      defer { keepTexts() }
      do throws(Restart) {
        return try body(self)
      } catch {
        switch error.cause {
        case .sourceChanged:
          guard let file = graph.knownIndex(of: ModulePath(error.path)), texts[file] == nil else {
            continue
          }
          apply([(file, loaded(file))])
        case .cacheContradicts, .codeRefused, .irRefused:
          forgetCache()
          return nil
        }
      }
    }
    return nil
  }

  /// Puts the parsed texts back, which checking takes, and releases those of all other files.
  private func keepTexts() {
    for (file, text) in texts {
      compilation.graph.take(ParsedText(analysis: text.analysis, restamp: nil), of: file)
    }
    releaseTexts(of: graph.textsReadAgain)
    compilation.graph.textsReadAgain = []
  }

  /// Releases texts, but not unsaved ones.
  func releaseTexts(of files: [Int]) {
    compilation.graph.releaseTexts(of: files.filter { texts[$0] == nil })
  }

  /// Loads the project again without the cache, whose data is contradictory.
  private func forgetCache() {
    var options = options
    options.cacheUse = .none
    let old = texts.map { (path(of: graph.files.path(of: $0)), $1.analysis.lines.source) }
    // The folder was found before. If it is gone, everything stays as it is.
    guard let loaded = try? Self.load(location, options, nil, fileSystem, clock) else { return }
    changed.formUnion(found.keys)
    (texts, found) = ([:], [:])
    compilation = loaded
    begin()
    for case (let path?, let bytes) in old { setText(bytes, at: path) }
  }
}
