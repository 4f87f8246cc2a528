// Errors that prevent gc or verify from working. Their findings are not errors of this kind.

package import FileIO
package import ObjectStore

/// The reason why gc or verify could not work.
package enum MaintenanceError: Error, Hashable, Sendable, CustomStringConvertible {
  case file(FileError)
  case object(ObjectError)
  case directory(CacheDirectoryError)
  /// A newer `mini` wrote this index, so the objects that it reaches are not known.
  case newer(path: String)

  package var description: String {
    switch self {
    case .file(let error): error.description
    case .object(let error): error.description
    case .directory(let error): error.description
    case .newer(let path): "'\(path)' was written by a newer mini; the cache is left alone"
    }
  }

  /// Turns a file error into a maintenance error.
  static func ofFile<Value: ~Copyable>(_ body: () throws(FileError) -> Value)
    throws(MaintenanceError)
    -> Value
  {
    do throws(FileError) {
      return try body()
    } catch {
      throw .file(error)
    }
  }

  /// Turns an error of the cache's folder into a maintenance error.
  static func ofDirectory<Value>(
    _ body: () throws(CacheDirectoryError) -> Value
  ) throws(MaintenanceError) -> Value {
    do throws(CacheDirectoryError) {
      return try body()
    } catch {
      throw .directory(error)
    }
  }

  /// Turns an object error into a maintenance error.
  static func ofObject<Value: ~Copyable>(_ body: () throws(ObjectError) -> Value)
    throws(MaintenanceError)
    -> Value
  {
    do throws(ObjectError) {
      return try body()
    } catch {
      throw .object(error)
    }
  }
}
