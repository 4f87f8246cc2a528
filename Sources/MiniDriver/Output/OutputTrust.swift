// How long the stamp of an output is trusted: until the machine restarts, or forever if the output
// was synced.

import BuildCache
import FileIO
import Glibc
import SystemPackage

/// Whether outputs that have the stamps of their records also have their bytes.
///
/// After a loss of power, a file that was not synced can have its name, size and times, but zeroes
/// for bytes. So an index records in which run of the machine its outputs were written, unless they
/// were synced. In another run, an output with the right stamp is checked once.
struct OutputTrust {
  /// Identifies this run of the machine; `nil` if the system does not report it. Then stamps count.
  private let run: Digest?
  private let durability: BuildOptions.Durability

  init(_ durability: BuildOptions.Durability, fileSystem: any FileSystem) {
    self.durability = durability
    run = Self.bootID(fileSystem)
  }

  /// Whether a stamp alone shows that an output is unchanged.
  func trustsStamps(of snapshot: FileHashCache?) -> Bool {
    guard let record = snapshot?.project.outputs[.run]
    else { return true }
    return durability == .none && (run == nil || record.key == run)
  }

  /// The rows of sources that were written shortly before the outputs. Their bytes, too, may never
  /// have reached the disk.
  func doubtfulRows(of snapshot: FileHashCache) -> [Int] {
    guard !trustsStamps(of: snapshot),
      let built = snapshot.project.outputs.map(\.stamp.ctimeNanoseconds).max()
    else { return [] }
    return (0..<snapshot.count).filter { row in
      let stamp = snapshot.stamp(row)
      let age = built.subtractingReportingOverflow(
        max(stamp.mtimeNanoseconds, stamp.ctimeNanoseconds))
      return age.overflow || age.partialValue < Self.writeBackNanosecondsMax
    }
  }

  /// Linux writes data older than 30 s, and checks every 5 s (vm.dirty_expire_centisecs,
  /// vm.dirty_writeback_centisecs). The rest allows for a busy disk.
  private static let writeBackNanosecondsMax: Int64 = 120_000_000_000

  /// The outputs' records, and one that limits how long they are valid.
  func sealed(_ outputs: [OutputRecord]) -> [OutputRecord] {
    switch durability {
    case .none: sealedForThisRun(outputs)
    case .synced: outputs.filter { $0.path != OutputName.run.text }
    }
  }

  /// The records of outputs that are not synced yet.
  func sealedForThisRun(_ outputs: [OutputRecord]) -> [OutputRecord] {
    let outputs = outputs.filter { $0.path != OutputName.run.text }
    guard let run else { return outputs }
    let stamp = Stamp(
      sizeBytes: 0, mtimeNanoseconds: 0, ctimeNanoseconds: 0, inode: 0, device: 0)
    return outputs + [OutputRecord(path: OutputName.run.text, stamp: stamp, key: run)]
  }

  /// The 32 hexadecimal digits of a UUID that each start of the machine creates. They can be
  /// compared without hashing.
  ///
  /// - SeeAlso: proc_sys_kernel(5), `random/boot_id`
  private static func bootID(_ fileSystem: any FileSystem) -> Digest? {
    let path: FilePath = "/proc/sys/kernel/random/boot_id"
    // An absent or unreadable file means that the system does not report its run.
    guard let fd = try? fileSystem.openIfPresent(path, flags: O_RDONLY) else { return nil }
    defer { try? fileSystem.close(fd) }  // nothing was written
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = try? bytes.withUnsafeMutableBytes { buffer in
      Result { () throws(Errno) in try fileSystem.read(fd, into: buffer) }
    }.get()
    guard let count, count > 0 else { return nil }
    let digits = bytes[..<count].filter { $0 != UInt8(ascii: "-") }
    var words: [UInt64] = [0, 0, 0, 0]
    for (index, digit) in digits.prefix(Digest.sizeBytes).enumerated() {
      words[index / 8] |= UInt64(digit) << UInt64(56 - index % 8 * 8)
    }
    return Digest(words: (words[0], words[1], words[2], words[3]))
  }
}
