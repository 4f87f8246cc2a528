// The offsets of fields in the rows of a project's index. The grammar is in FileHashCache.

/// Offsets in a row of `files`.
enum FileField {
  static let sourceID = 0
  static let irID = 32
  static let irSize = 64
  static let sectionSize = 72
  static let irChecksum = 80
  static let sectionChecksum = 84
  static let runtimeParts = 88
  static let functionCount = 104
  static let stamp = 108
  static let firstImport = 112
  static let importCount = 116
  static let rowSize = 120
}

/// Offsets in a row of `warned`.
enum WarnedField {
  static let offset = 0
  static let length = 8
  static let row = 12
  static let stamp = 16
}

/// Offsets in a row of `stamps`, which begins with the stamp: ``Stamp/Offset``.
enum StampField {
  static let nameOffset = 40
  static let nameLength = 48
  static let row = 52
  static let folder = 56
  static let racy = 60
}

/// Offsets in a row of `folders`.
enum FolderField {
  static let pathOffset = 0
  static let pathLength = 8
  static let firstStamp = 12
  static let stampCount = 16
}

/// Offsets in a row of `imports`.
enum ImportField {
  static let target = 0
  static let importer = 4
  static let names = 8
  static let rowSize = 16
}
