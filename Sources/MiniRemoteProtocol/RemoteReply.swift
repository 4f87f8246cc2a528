// The messages from mini-remote to mini.

// The payloads, in the notation of Payload:
//
//     1 ready   =
//     2 found   = number:u32 exitCode:i32 count:u32 file…     (file as in RemoteRequest)
//     3 absent  = number:u32
//     4 stored  = count:u32
//     5 problem = text
//     6 end     =
//     7 busy    = number:u32
//     8 failed  = number:u32 reason:text
//     9 lacking =

/// A message from `mini-remote` to `mini`. Everything in it comes from a server, and can be anything.
package enum RemoteReply: Hashable, Sendable {
  /// The server has answered for the first time.
  case ready
  /// The result of an action, by its place in the request.
  case found(Int, FoundResult)
  case absent(Int)
  /// The server has no room for an action now, by its number.
  case busy(Int)
  /// The server could not run an action, and why.
  case failed(Int, String)
  /// The server lacks files of the toolchain, so no action is run.
  case lacking
  /// The number of results that the server has accepted.
  case stored(Int)
  /// Why the server cannot be used, or no longer.
  case problem(String)
  /// No message follows.
  case end

  package var frame: Frame {
    var writer = PayloadWriter()
    switch self {
    case .ready: return Frame(kind: 1, payload: [])
    case .found(let number, let result):
      writer.append(UInt32(number))
      writer.append(result.exitCode)
      writer.append(result.files) { $1.write(to: &$0) }
      return Frame(kind: 2, payload: writer.bytes)
    case .absent(let number):
      writer.append(UInt32(number))
      return Frame(kind: 3, payload: writer.bytes)
    case .stored(let count):
      writer.append(UInt32(count))
      return Frame(kind: 4, payload: writer.bytes)
    case .problem(let text):
      writer.append(text)
      return Frame(kind: 5, payload: writer.bytes)
    case .end: return Frame(kind: 6, payload: [])
    case .busy(let number):
      writer.append(UInt32(number))
      return Frame(kind: 7, payload: writer.bytes)
    case .failed(let number, let reason):
      writer.append(UInt32(number))
      writer.append(reason)
      return Frame(kind: 8, payload: writer.bytes)
    case .lacking: return Frame(kind: 9, payload: [])
    }
  }

  /// - Returns: `nil` if the frame is malformed.
  package init?(_ frame: Frame) {
    var reader = PayloadReader(frame.payload)
    switch frame.kind {
    case 1: self = .ready
    case 2:
      let number = Int(reader.number(UInt32.self))
      let exitCode = reader.number(Int32.self)
      let files = reader.list(sizeMin: RemoteFile.sizeMin) { RemoteFile(from: &$0) }
      self = .found(number, FoundResult(exitCode: exitCode, files: files))
    case 3: self = .absent(Int(reader.number(UInt32.self)))
    case 4: self = .stored(Int(reader.number(UInt32.self)))
    case 5: self = .problem(reader.text())
    case 6: self = .end
    case 7: self = .busy(Int(reader.number(UInt32.self)))
    case 8:
      let number = Int(reader.number(UInt32.self))
      self = .failed(number, reader.text())
    case 9: self = .lacking
    default: return nil
    }
    guard reader.isAtEnd else { return nil }
  }
}

/// The result of an action, as a server returns it.
package struct FoundResult: Hashable, Sendable {
  package var exitCode: Int32
  package var files: [RemoteFile]

  package init(exitCode: Int32, files: [RemoteFile]) {
    self.exitCode = exitCode
    self.files = files
  }
}
