// `mini report`

import ArgumentParser
import BuildCache
import FileIO
import MiniDriver
import SystemPackage

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Draw the builds on record and the cache, as one HTML page.",
    discussion: """
      Writes report.html, a page that needs no other file and no network. It shows the last build \
      on record by core, with reasons and the critical path; the times and hit rates of all builds \
      of its program; what is compiled most often and why; what fills the cache; what took longest \
      to compile; and the modules, folded by folder.

      An existing file is replaced if it is such a page, and kept otherwise.

      EXAMPLES:
        mini report                    write report.html
        mini report --open             and show it in the browser
        mini report -o /tmp/r.html
        mini report -o - | gzip > report.html.gz
      """)

  @OptionGroup var page: PageOptions

  @OptionGroup var cache: CacheOptions

  func run() throws {
    let configuration = try cache.configuration()
    guard let builds = try LoggedBuilds.find(configuration) else {
      throw PlumbingCache.failure(configuration, advice: ": build something first")
    }
    var report = ReportPage(builds.log, builds.directory, localTime: LoggedBuilds.localTime)
    if let root = report.root {
      report.modules = modules(of: FilePath(root), builds.directory, configuration)
    }
    do {
      try page.write(try report.text(), name: "report.html")
    } catch let error as CommandFailure {
      throw error
    } catch {
      throw CommandFailure("\(error)")
    }
  }

  private func modules(
    of root: FilePath, _ directory: CacheDirectory, _ configuration: Configuration
  ) -> Result<PartGraph, ReportPage.ProblemOfModules> {
    let options = BuildOptions(
      threadsMax: configuration.jobs, cacheDirectory: directory.path, cacheUse: .read,
      configuration: configuration)
    do {
      let questions = try ProjectQuestions(root: root, options: options)
      return .success(try questions.graph(of: .modules))
    } catch {
      return .failure(.init(text: "\(error)"))
    }
  }
}
