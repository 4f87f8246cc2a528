// What `mini cat-object` answers about one object of many.

import ObjectStore

/// Answers in the formats of `git cat-file`. Safe to use from several threads, where `infos` is nil.
struct ObjectAnswers {
  private let request: ObjectBatch.Request
  private let objects: ObjectDatabase
  private let infos: ObjectInfoReader?

  /// - Parameter infos: needed where the format asks how an object is stored.
  init(_ request: ObjectBatch.Request, _ objects: ObjectDatabase, infos: ObjectInfoReader?) {
    self.request = request
    self.objects = objects
    self.infos = infos
  }

  /// Appends the answer about an object that is named by its id.
  func append(_ id: ObjectID, to output: inout [UInt8], warn: (String) -> Void) {
    var name: [UInt8] = []
    id.appendHex(to: &name)
    append(id, name: name[...], rest: [], to: &output, warn: warn)
  }

  /// Appends the answer about an object.
  ///
  /// - Parameters:
  ///   - name: what it was called.
  ///   - rest: what stood after the name.
  ///   - warn: called with a line where the object is damaged. It shall not hide the others.
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

  /// - Returns: whether there is such an object.
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
    case .batch:
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
