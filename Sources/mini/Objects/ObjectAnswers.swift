// The answers of `mini cat-object` about single objects.

import ObjectStore

/// Answers in the formats of `git cat-file`. Several threads can use it at once if `infos` is nil.
struct ObjectAnswers {
  private let request: BatchRequest
  private let objects: ObjectDatabase
  private let infos: ObjectInfoReader?

  /// - Parameter infos: needed if the format asks how an object is stored.
  init(_ request: BatchRequest, _ objects: ObjectDatabase, infos: ObjectInfoReader?) {
    self.request = request
    self.objects = objects
    self.infos = infos
  }

  /// Appends the answer for an object named by its id.
  func append(_ id: ObjectID, to output: inout [UInt8], warn: (String) -> Void) {
    var name: [UInt8] = []
    id.appendHex(to: &name)
    append(id, name: name[...], rest: [], to: &output, warn: warn)
  }

  /// Appends the answer for an object.
  ///
  /// - Parameters:
  ///   - name: the name in the request.
  ///   - rest: the text after the name.
  ///   - warn: called with one line if the object is damaged, which does not prevent answers for
  ///     the others.
  func append(
    _ id: ObjectID, name: ArraySlice<UInt8>, rest: ArraySlice<UInt8>, to output: inout [UInt8],
    warn: (String) -> Void
  ) {
    do {
      if try append(id, rest: rest, to: &output) { return }
    } catch {
      warn(Self.warning(error))
    }
    output += name
    output += " missing\n".utf8
  }

  private static func warning(_ error: ObjectError) -> String { "mini: warning: \(error)\n" }

  /// - Returns: whether the object exists.
  private func append(
    _ id: ObjectID, rest: ArraySlice<UInt8>, to output: inout [UInt8]
  ) throws(ObjectError) -> Bool {
    let format = request.format
    var info: ObjectInfo?
    if let infos {
      info = try infos.info(of: id)
      guard info != nil else { return false }
    }
    switch request.mode {
    case .batchCheck:
      var header = info?.header
      if header == nil, format.has([.objectType, .objectSize]) || !objects.contains(id) {
        header = try objects.header(of: id)
        guard header != nil else { return false }
      }
      format.append(id, header: header, info: info, rest: rest, to: &output)
    case .batch, .batchCommand:
      guard let object = try objects.read(id) else { return false }
      append(id, object, info: info, rest: rest, to: &output)
    }
    return true
  }

  private func append(
    _ id: ObjectID, _ object: StoredObject, info: ObjectInfo?, rest: ArraySlice<UInt8>,
    to output: inout [UInt8]
  ) {
    let header = ObjectHeader(type: object.type, sizeBytes: UInt64(object.body.count))
    request.format.append(id, header: header, info: info, rest: rest, to: &output)
    output += object.body
    output.append(UInt8(ascii: "\n"))
  }
}
