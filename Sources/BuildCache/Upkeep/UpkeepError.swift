// Why gc or verify could not do its work at all. What it finds is no error of this kind.

package import FileIO
package import ObjectStore

/// Why a cache could not be looked after.
package enum UpkeepError: Error, Hashable, Sendable, CustomStringConvertible {
  case file(FileError)
  case object(ObjectError)
  case directory(CacheDirectoryError)
  /// This index was written by a newer `mini`: what it reaches cannot be known.
  case newer(path: String)

  package var description: String {
    switch self {
    case .file(let error): error.description
    case .object(let error): error.description
    case .directory(let error): error.description
    case .newer(let path): "'\(path)' was written by a newer mini; the cache is left alone"
    }
  }

  /// Turns a file error into one of upkeep's.
  static func ofFile<Value: ~Copyable>(_ body: () throws(FileError) -> Value) throws(UpkeepError)
    -> Value
  {
    do throws(FileError) {
      return try body()
    } catch {
      throw .file(error)
    }
  }

  /// Turns an error of the cache's folder into one of upkeep's.
  static func ofDirectory<Value>(
    _ body: () throws(CacheDirectoryError) -> Value
  ) throws(UpkeepError) -> Value {
    do throws(CacheDirectoryError) {
      return try body()
    } catch {
      throw .directory(error)
    }
  }

  /// Turns an object error into one of upkeep's.
  static func ofObject<Value: ~Copyable>(_ body: () throws(ObjectError) -> Value)
    throws(UpkeepError)
    -> Value
  {
    do throws(ObjectError) {
      return try body()
    } catch {
      throw .object(error)
    }
  }
}
