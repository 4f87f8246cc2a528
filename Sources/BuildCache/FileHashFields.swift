// Where the fields of a project's index lie in their rows; the grammar stands in FileHashCache.

/// Where the fields of a row of `files` lie.
enum FileField {
  static let sourceID = 0
  static let interfaceID = 32
  static let irID = 64
  static let irSize = 96
  static let sectionSize = 104
  static let partsOffset = 112
  static let interfaceLength = 120
  static let irChecksum = 124
  static let sectionChecksum = 128
  static let runtimeParts = 132
  static let functionCount = 136
  static let stamp = 140
  static let firstImport = 144
  static let importCount = 148
  static let rowSize = 152
}

/// Where the fields of a row of `warned` lie.
enum WarnedField {
  static let offset = 0
  static let length = 8
  static let row = 12
  static let stamp = 16
}

/// Where the fields of a row of `stamps` lie.
enum StampField {
  static let size = 0
  static let mtime = 8
  static let ctime = 16
  static let inode = 24
  static let device = 32
  static let nameOffset = 40
  static let nameLength = 48
  static let row = 52
  static let folder = 56
  static let racy = 60
}

/// Where the fields of a row of `folders` lie.
enum FolderField {
  static let pathOffset = 0
  static let pathLength = 8
  static let firstStamp = 12
  static let stampCount = 16
}

/// Where the fields of a row of `imports` lie.
enum ImportField {
  static let start = 0
  static let pathLength = 4
  static let namespaceLength = 8
  static let target = 12
}
