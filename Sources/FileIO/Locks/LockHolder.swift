// Finds the processes that hold a lock, so that a waiting process can name them.

package import SystemPackage

/// A process that holds a lock.
package struct LockHolder: Hashable, Sendable {
  package let processID: Int32
  /// Its command line for display: the program's name and arguments, perhaps shortened. Empty if
  /// unknown.
  package let command: String

  package var description: String {
    command.isEmpty ? "process \(processID)" : "'\(command)' (process \(processID))"
  }

  /// The processes that hold a flock(2) on a file, by number. Empty if the kernel does not list
  /// them, as for processes in other containers or on other machines.
  ///
  /// - SeeAlso: proc_locks(5), proc_pid_cmdline(5)
  package static func all(of path: FilePath, fileSystem: any FileSystem) -> [LockHolder] {
    // Only a message depends on this, so errors are ignored: `try?` throughout.
    guard let status = try? fileSystem.status(of: path, followingLinks: true),
      let table = try? fileSystem.contents(of: "/proc/locks", sizeMax: tableSizeMaxBytes)
    else { return [] }
    var processIDs: Set<Int32> = []
    for line in table.split(separator: 0x0A).prefix(linesMax) {
      // 1: FLOCK  ADVISORY  WRITE 4123 fe:00:131073 0 EOF
      let words = String(decoding: line, as: UTF8.self).split(separator: " ")
      guard words.count >= 6, words[1] == "FLOCK", let processID = Int32(words[4]),
        isSame(words[5], status)
      else { continue }
      processIDs.insert(processID)
    }
    return processIDs.sorted().map { processID in
      LockHolder(processID: processID, command: command(of: processID, fileSystem))
    }
  }

  /// Whether `major:minor:inode` names this file; major and minor are hexadecimal.
  private static func isSame(_ file: Substring, _ status: FileStatus) -> Bool {
    let parts = file.split(separator: ":")
    guard parts.count == 3, let major = UInt64(parts[0], radix: 16),
      let minor = UInt64(parts[1], radix: 16), UInt64(parts[2]) == status.inode
    else { return false }
    return (major, minor) == (deviceMajor(status.device), deviceMinor(status.device))
  }

  /// - SeeAlso: makedev(3): glibc's 64-bit layout
  private static func deviceMajor(_ device: UInt64) -> UInt64 {
    (device >> 8) & 0xFFF | (device >> 32) & ~0xFFF
  }

  private static func deviceMinor(_ device: UInt64) -> UInt64 {
    device & 0xFF | (device >> 12) & ~0xFF
  }

  private static func command(of processID: Int32, _ fileSystem: any FileSystem) -> String {
    let path = FilePath("/proc/\(processID)/cmdline")
    guard let bytes = try? fileSystem.contents(of: path, sizeMax: tableSizeMaxBytes) else {
      return ""
    }
    var words = bytes.split(separator: 0).prefix(wordsMax).map {
      String(decoding: $0, as: UTF8.self)
    }
    guard let program = words.first else { return "" }
    words[0] = program.split(separator: "/").last.map(String.init) ?? program
    let text = words.joined(separator: " ").unicodeScalars
      .map { $0.properties.generalCategory == .control ? "?" : Character($0) }
    return String(text.prefix(commandLengthMax)) + (text.count > commandLengthMax ? "…" : "")
  }
}

/// Limits of /proc/locks, at about 60 bytes per lock: reading more is not worth a message.
private let tableSizeMaxBytes = 1 << 20
private let linesMax = 20_000
/// Limits of the displayed command line, so that the message fits on a line.
private let wordsMax = 20
private let commandLengthMax = 60
