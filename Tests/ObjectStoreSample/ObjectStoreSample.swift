import ObjectStore
import SystemPackage

/// Stores its last argument as a blob in the bare repository that the first argument names.
@main struct ObjectStoreSample {
  static func main() throws {
    let arguments = CommandLine.arguments
    let tree = ObjectDatabase.Tree(number: 0, name: "objects")
    let database = try ObjectDatabase(in: FilePath(arguments[1]), trees: [tree])
    let id = try database.write(Array(arguments[2].utf8), in: tree).id
    let body = try database.read(id)?.body ?? []
    print(id, String(decoding: body, as: UTF8.self))
  }
}
