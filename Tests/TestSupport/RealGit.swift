// Stock git as the oracle: mini must read git's output, and git must accept mini's.

package import SystemPackage

/// Stock git on one repository, isolated from the settings of the machine and the user.
package struct RealGit: Sendable {
  /// The repository's folder (`.git`, or a bare one).
  package let gitDirectory: FilePath
  /// The folder of its objects, if it is not the repository's own.
  package var objectDirectory: FilePath?
  private let home: TemporaryDirectory

  /// Uses an existing repository.
  package init(gitDirectory: FilePath) {
    self.gitDirectory = gitDirectory
    home = TemporaryDirectory()
  }

  /// Makes a bare repository of object format sha256 in a folder.
  package init(newRepositoryAt folder: FilePath) throws {
    self.init(gitDirectory: folder)
    try run("init", "--quiet", "--bare", "--object-format=sha256", folder.string, in: "/")
  }

  /// Runs a command that must succeed, and returns its standard output.
  @discardableResult
  package func run(
    _ arguments: String..., input: [UInt8] = [], in folder: FilePath = "/"
  ) throws -> String {
    let finished = try finish(arguments, input: input, in: folder)
    guard finished.status == 0 else {
      throw LaunchError(
        description: "git \(arguments) ended with \(finished.status): \(finished.errorText)")
    }
    return finished.outputText
  }

  /// Runs a command that may fail.
  package func finish(
    _ arguments: [String], input: [UInt8] = [], in folder: FilePath = "/"
  ) throws -> Finished {
    var environment = [
      "PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "HOME": home.path.string,
      "GIT_DIR": gitDirectory.string, "GIT_CONFIG_NOSYSTEM": "1",
      "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_AUTHOR_NAME": "A",
      "GIT_AUTHOR_EMAIL": "a@example.com",
      "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.com",
      "GIT_AUTHOR_DATE": "1000000000 +0000", "GIT_COMMITTER_DATE": "1000000000 +0000",
    ]
    environment["GIT_OBJECT_DIRECTORY"] = objectDirectory?.string
    return try ChildProcess.run(
      "git", arguments, in: folder, environment: environment, input: input)
  }
}
