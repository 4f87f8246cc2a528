// The editors that mini has files for, and where each looks for them.

import ArgumentParser
import FileIO
import MiniDriver
import SystemPackage

/// An editor that `mini editor` knows.
enum Editor: String, CaseIterable, ExpressibleByArgument {
  case vim, neovim, vscode

  /// Also by the names of the programs.
  init?(argument: String) {
    switch argument {
    case "nvim": self = .neovim
    case "code": self = .vscode
    default: self.init(rawValue: argument)
    }
  }

  /// The folder of the user into which the files go; `nil` if the environment names no home.
  var folder: FilePath? {
    switch self {
    case .vim: Environment.home?.appending(".vim/pack/mini/start/mini")
    case .neovim: Environment.userDataFolder?.appending("nvim/site/pack/mini/start/mini")
    case .vscode: Environment.userDataFolder?.appending("mini")
    }
  }

  /// The files, by their paths in the folder. Each contains ``mark``.
  var files: [(path: String, bytes: [UInt8])] {
    switch self {
    case .vim, .neovim: return Self.texts(in: "vim/")
    case .vscode:
      var archive = ZipArchive()
      for file in Self.texts(in: "vscode/") { archive.add(file.path, file.bytes) }
      return [(path: "mini.vsix", bytes: archive.bytes)]
    }
  }

  /// Words by which a file shows that `mini editor` wrote it.
  static let mark = Array("Written by 'mini editor".utf8)

  /// What to do once the files are written.
  func nextStep(in folder: FilePath) -> String {
    switch self {
    case .vim: "open a .mini file in Vim"
    case .neovim: "open a .mini file in Neovim"
    case .vscode: "code --install-extension \(folder.appending("mini.vsix").shellWord)"
    }
  }

  /// The files of a folder of Sources/Editors.
  private static func texts(in folder: String) -> [(path: String, bytes: [UInt8])] {
    editorFiles.filter { $0.path.hasPrefix(folder) }
      .map { (path: String($0.path.dropFirst(folder.count)), bytes: Array($0.text.utf8)) }
  }
}
