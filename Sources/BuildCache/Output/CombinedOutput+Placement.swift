// Places the previous combined IR in the new file as a whole, where most of it stays in its place: as
// after `mini run` and then `mini build`, or an edit that keeps lengths.

import FileIO
import SystemPackage

extension CombinedOutput {
  /// Gives an empty file the bytes of the previous combined IR, if writing most pieces is then
  /// unnecessary: by sharing blocks, else by a copy within the kernel.
  ///
  /// - Returns: the new file as the source of kept sections, which are still to be checked, because the
  ///   previous one can change at any time; `nil`: all pieces are to be written.
  func place(
    in file: borrowing AtomicFile, _ pieces: [CombinedPiece]
  ) -> (source: PreviousIR, Assembled.Placement)? {
    let length = pieces[pieces.count - 1].end
    guard let previous, length >= Self.threadBytesMin, previous.status.sizeBytes <= length else {
      return nil
    }
    let bytesInPlace = pieces.reduce(0) { $0 + (isInPlace($1) ? $1.length : 0) }
    guard bytesInPlace >= length / 2 else { return nil }
    let isWhole = pieces.dropFirst().allSatisfy(isInPlace)
    guard let placement = previous.place(in: file, isWhole: isWhole),
      // The file was just made. If it cannot be opened, its bytes are written as usual.
      let source = try? PreviousIR(file.temporary, fileSystem)
    else { return nil }
    return (source, placement)
  }
}

extension PreviousIR {
  /// - Parameter isWhole: whether a copy saves all writes, too. Otherwise it costs as much as it saves.
  fileprivate func place(
    in file: borrowing AtomicFile, isWhole: Bool
  ) -> Assembled.Placement? {
    do throws(Errno) {
      try file.clone(descriptor)
      return .cloned
    } catch {
      // The disk cannot, or the files are on different ones.
    }
    guard isWhole else { return nil }
    do throws(Errno) {
      try file.copy(descriptor, sizeBytes: Int(status.sizeBytes))
      return .copied
    } catch {
      return nil
    }
  }
}
