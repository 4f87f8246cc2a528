// Properties of loose objects: the object read is the content of the stream, and its hash is its
// name.

import FileIO
import ObjectStore
import SystemPackage

enum LooseFuzz {
  /// - Parameter input: used as a file, and as the content of a sound stream in a file.
  static func brokenPromise(of input: [UInt8]) -> String? {
    brokenPromise(ofFile: input) ?? brokenPromise(ofFile: storedStream(input))
  }

  private static func brokenPromise(ofFile file: [UInt8]) -> String? {
    let tree: LooseTree
    do throws(ObjectError) {
      tree = try LooseTree(path: "objects", fileSystem: OneFileSystem(file))
    } catch {
      return "the folder is not opened: \(error)"
    }
    guard let object = object(inFile: file) else {
      if case .success = read(.zero, tree) { return "a bad file is read" }
      return nil
    }
    let id = ObjectID(type: object.type, body: object.body)
    guard read(id, tree) == .success(object) else { return "a sound file is not read" }
    guard case .failure(.damaged(_, _, .hashMismatch)) = read(.zero, tree) else {
      return "an object is read by another's name"
    }
    let header = ObjectHeader(type: object.type, sizeBytes: UInt64(object.body.count))
    do throws(ObjectError) {
      return try tree.header(of: id) == header ? nil : "the header is another"
    } catch {
      return "the header is not read: \(error)"
    }
  }

  private static func read(
    _ id: ObjectID, _ tree: LooseTree
  ) -> Result<StoredObject?, ObjectError> {
    Result { () throws(ObjectError) in try tree.read(id) }
  }

  /// The object in a file, found in another way than the tree's; nil if the file is damaged.
  private static func object(inFile file: [UInt8]) -> StoredObject? {
    guard let bytes = inflated(file), let (header, length) = ObjectHeader.parse(bytes.span),
      header.sizeBytes == UInt64(bytes.count - length)
    else { return nil }
    return StoredObject(type: header.type, body: Array(bytes[length...]))
  }
}

/// The content of a zlib stream; nil unless it is sound and nothing follows it. With zlib's best
/// compression, 4 KiB inflate to 4 MiB.
func inflated(_ stream: [UInt8]) -> [UInt8]? {
  var inflater = Inflater()
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 1000)
  return stream.withUnsafeBytes { stream in
    inflater.reset()
    inflater.setInput(stream)
    while true {
      let (count, outcome) = buffer.withUnsafeMutableBytes { inflater.inflate(into: $0) }
      bytes += buffer[..<count]
      switch outcome {
      case .finished: return inflater.inputLeft == 0 ? bytes : nil
      case .needsOutput: continue
      case .needsInput, .corrupt: return nil
      }
    }
  }
}

/// A zlib stream of one stored block; at most 65,535 bytes.
func storedStream(_ bytes: [UInt8]) -> [UInt8] {
  var (low, high): (UInt32, UInt32) = (1, 0)
  for byte in bytes {
    low = (low + UInt32(byte)) % 65521
    high = (high + low) % 65521
  }
  let length = UInt16(bytes.count)
  let lengths = [length, ~length].flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
  return [0x78, 0x01, 0x01] + lengths + bytes + bigEndian(high << 16 | low)
}

func bigEndian(_ number: UInt32) -> [UInt8] {
  [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
}
