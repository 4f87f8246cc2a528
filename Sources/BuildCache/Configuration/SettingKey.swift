// The table of all settings: their names, types and defaults, and the layers that may set them.

/// A setting. The raw value is its name in mini's spelling.
package enum SettingKey: String, Hashable, Sendable, CaseIterable {
  case gcAuto = "mini.gcAuto"
  case gcAutoPackLimit = "mini.gcAutoPackLimit"
  case maxSize = "mini.maxSize"
  case cacheDir = "mini.cacheDir"
  case jobs = "mini.jobs"
  case clang = "mini.clang"
  case toolEnvironment = "mini.toolEnvironment"
  case upstream = "mini.upstream"
  case snapshotMaxAge = "mini.snapshotMaxAge"
  case snapshotMaxCount = "mini.snapshotMaxCount"
  case signingKey = "mini.trust.signingKey"
  case allowedSigners = "mini.trust.allowedSigners"
  case compression = "mini.compression"
  case durable = "mini.durable"
  case readOnly = "mini.readOnly"
  case refresh = "mini.refresh"
  case safeCache = "safe.cache"
  /// Settings of a program; NAME stands for its name.
  case programRoot = "program.NAME.root"
  case programLevel = "program.NAME.level"
  case programOutput = "program.NAME.output"
  case suggestedRemote = "mini.suggestedRemote"
  case acceptedRemote = "mini.acceptedRemote"
  case remote = "mini.remote"
  case remoteMode = "mini.remoteMode"
  case remoteInstance = "mini.remoteInstance"
  case remoteTokenFile = "mini.remoteTokenFile"
  case remoteHeader = "mini.remoteHeader"
  case remoteAuthorities = "mini.remoteAuthorities"
  case remoteCertificate = "mini.remoteCertificate"
  case remoteKey = "mini.remoteKey"
  case remoteTimeout = "mini.remoteTimeout"
  case remoteWait = "mini.remoteWait"
  case remoteUpload = "mini.remoteUpload"
  case remoteExecution = "mini.remoteExecution"
  case remoteJobs = "mini.remoteJobs"
  case remoteToolchain = "mini.remoteToolchain"
  case remoteProperty = "mini.remoteProperty"
  case remoteProgram = "mini.remoteProgram"
  case trustKey = "mini.trust.key"
  case trustUnsigned = "mini.trust.unsigned"
  /// The mark in a cache's `config`, which only mini writes.
  case cacheSign = "mini.cache"

  /// The key with this name, in any case; `nil` if there is none.
  package init?(name: String) {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    let name =
      (Self.program(in: name) == nil ? name : "program.NAME.\(parts[parts.count - 1])").lowercased()
    guard let key = Self.allCases.first(where: { $0.rawValue.lowercased() == name }) else {
      return nil
    }
    self = key
  }

  /// The name of the program in the name of a setting: `app` in `program.app.root`; `nil` if it is that
  /// of another setting.
  package static func program(in name: String) -> String? {
    let prefix = "program."
    guard name.lowercased().hasPrefix(prefix), let end = name.lastIndex(of: "."),
      case let start = name.index(name.startIndex, offsetBy: prefix.count), start < end
    else { return nil }
    return String(name[start..<end])
  }

  /// The sections that belong to mini. Git and other tools can have theirs in the same file.
  static let sections = ["mini", "safe", "program"]

  /// The settings for users, in the order in which help shows them.
  package static let documented = allCases.filter { $0 != .cacheSign }

  /// The variables that each build asks for. Those of the remote cache matter only if there is one.
  static let ofVariables: [SettingKey] = [
    .gcAuto, .cacheDir, .clang, .upstream, .durable, .readOnly, .refresh, .remote,
  ]

  /// The environment variable that sets it. Each build asks for most of them, so they are not in the
  /// table, whose rows take longer to make. `Configuration` lists the keys that have one.
  package var variable: String? {
    switch self {
    case .gcAuto: "MINI_GC_AUTO"
    case .cacheDir: "MINI_CACHE_DIR"
    case .clang: "MINI_CLANG"
    case .upstream: "MINI_UPSTREAM"
    case .durable: "MINI_DURABLE"
    case .readOnly: "MINI_READ_ONLY"
    case .refresh: "MINI_REFRESH"
    case .remote: "MINI_REMOTE"
    case .remoteMode: "MINI_REMOTE_MODE"
    case .remoteInstance: "MINI_REMOTE_INSTANCE"
    case .remoteTokenFile: "MINI_REMOTE_TOKEN_FILE"
    case .remoteExecution: "MINI_REMOTE_EXECUTION"
    case .gcAutoPackLimit, .maxSize, .jobs, .toolEnvironment, .snapshotMaxAge, .snapshotMaxCount,
      .compression, .signingKey, .allowedSigners, .safeCache, .programRoot, .programLevel,
      .programOutput, .suggestedRemote, .acceptedRemote, .remoteHeader, .remoteAuthorities,
      .remoteCertificate, .remoteKey, .remoteTimeout, .remoteWait, .remoteUpload, .remoteJobs,
      .remoteToolchain, .remoteProperty, .remoteProgram, .trustKey, .trustUnsigned, .cacheSign:
      nil
    }
  }

  /// The row of the table.
  package var rule: SettingRule {
    switch self {
    case .gcAuto:
      SettingRule(
        .count(0...Amount.sizeMax), .anyFile, variable: variable, fallback: "6700",
        "loose objects that a cache may have before a build starts a gc; 0: never")
    case .gcAutoPackLimit:
      SettingRule(
        .count(0...Amount.sizeMax), .anyFile, fallback: "50",
        "packs that a tree may have before a build starts a gc; 0: any number")
    case .maxSize:
      SettingRule(
        .size, .anyFile, fallback: "5g", "size that a cache may have before a gc; 0: any size")
    case .cacheDir:
      SettingRule(
        .path, .trustedFiles, variable: variable, option: "--cache-dir",
        "the cache of all projects, in place of each project's .mini_cache")
    case .jobs:
      SettingRule(
        .count(1...UInt64(Self.jobsMax)), .trustedFiles, option: "-j", "threads of a build")
    case .clang:
      SettingRule(
        .program, .trustedFiles, variable: variable, "the clang that makes executables")
    case .toolEnvironment:
      SettingRule(
        .words, .trustedFiles, "variables that are passed to clang and lld, and that count as input"
      )
    case .upstream:
      SettingRule(
        .paths, .trustedFiles, variable: variable,
        "caches that a build reads after its own; an empty value: none before it")
    case .snapshotMaxAge:
      SettingRule(
        .age, .anyFile, fallback: "90d", "age at which gc drops snapshots; 'never': they stay")
    case .snapshotMaxCount:
      SettingRule(
        .count(1...10_000), .anyFile, fallback: "16",
        "states that gc keeps of each snapshot's name")
    case .signingKey:
      SettingRule(
        .path, .trustedFiles,
        "the SSH key that signs the snapshots and the results made here")
    case .allowedSigners:
      SettingRule(
        .path, .trustedFiles,
        "the file of those whose snapshots are accepted: see 'mini help trust'")
    case .compression:
      SettingRule(
        .count(0...9), .trustedFiles, fallback: "1",
        "compression of new objects: 0, none; 1, fast; 9, smallest")
    case .durable:
      SettingRule(
        .flag, .trustedFiles, variable: variable, option: "--durable", fallback: "false",
        "whether builds wait until everything is on the disk")
    case .readOnly:
      SettingRule(
        .flag, .trustedFiles, variable: variable, option: "--read-only", fallback: "false",
        "whether builds read the cache and store nothing in it")
    case .refresh:
      SettingRule(
        .flag, .trustedFiles, variable: variable, option: "--refresh", fallback: "false",
        "whether builds compile everything, and store it")
    case .safeCache:
      SettingRule(
        .paths, .trustedFiles,
        "caches of other users or of a group that are used anyway; '*': any")
    case .programRoot:
      SettingRule(
        .projectPath, .project, fallback: "main.mini",
        "the program's root file; in a project's mini.config, as the next two")
    case .programLevel:
      SettingRule(
        .count(0...3), .project, option: "-O", fallback: "0", "the program's level of optimisation")
    case .programOutput:
      SettingRule(
        .projectPath, .project, option: "-o",
        "the program's executable; of its IR, with '.ll' after it (default NAME)")
    case .suggestedRemote:
      SettingRule(
        .remote, .project,
        "in mini.config, too: a remote cache for all builders, if they accept it")
    case .acceptedRemote:
      SettingRule(
        .pairs(separator: " "), .trustedFiles,
        "a suggestion accepted by 'mini config --accept': its address and folder")
    case .remote:
      SettingRule(
        .remote, .trustedFiles, variable: variable,
        "a remote cache of object code: grpc://HOST:PORT, or grpcs:// with TLS")
    case .remoteMode:
      SettingRule(
        .choice(RemoteMode.allCases.map(\.rawValue)), .trustedFiles, variable: variable,
        fallback: RemoteMode.read.rawValue,
        "what is done with it: read, write, readwrite or off")
    case .remoteInstance:
      SettingRule(.text, .trustedFiles, variable: variable, "the server's instance name")
    case .remoteTokenFile:
      SettingRule(
        .path, .trustedFiles, variable: variable, "the file of a token that the server asks for")
    case .remoteHeader:
      SettingRule(
        .pairs(separator: ":"), .trustedFiles, "a header of each call to the server: 'NAME: VALUE'")
    case .remoteAuthorities:
      SettingRule(
        .path, .trustedFiles, "the file of certificates that may sign the server's (PEM)")
    case .remoteCertificate:
      SettingRule(.path, .trustedFiles, "the file of this client's certificate (PEM)")
    case .remoteKey:
      SettingRule(.path, .trustedFiles, "the file of that certificate's key (PEM)")
    case .remoteTimeout:
      SettingRule(
        .duration, .trustedFiles, fallback: "2s", "how long a build waits for the next answer")
    case .remoteWait:
      SettingRule(
        .duration, .trustedFiles,
        "how long it waits in all; without it, as long as compiling takes")
    case .remoteUpload:
      SettingRule(
        .choice(RemoteUploading.allCases.map(\.rawValue)), .trustedFiles,
        fallback: RemoteUploading.background.rawValue,
        "how results are stored there: in the background, or wait for the end")
    case .remoteExecution:
      SettingRule(
        .choice(RemoteExecution.allCases.map(\.rawValue)), .trustedFiles, variable: variable,
        fallback: RemoteExecution.off.rawValue,
        "whether its workers compile: false, true (beside this machine), or only")
    case .remoteJobs:
      SettingRule(
        .count(1...UInt64(Self.jobsMax)), .trustedFiles, fallback: "64",
        "how many units its workers get at once")
    case .remoteToolchain:
      SettingRule(
        .choice(RemoteToolchainSource.allCases.map(\.rawValue)), .trustedFiles,
        fallback: RemoteToolchainSource.worker.rawValue,
        "where they get clang: worker (theirs), or input (this machine's)")
    case .remoteProperty:
      SettingRule(
        .pairs(separator: "="), .trustedFiles, "a platform property of the actions: NAME=VALUE")
    case .remoteProgram:
      SettingRule(
        .path, .trustedFiles, "mini-remote, the program for the network, if not beside mini")
    case .trustKey:
      SettingRule(
        .key, .trustedFiles, "a key whose results are accepted: 'ssh-ed25519 AAAA…'")
    case .trustUnsigned:
      SettingRule(
        .remotes, .trustedFiles, "remote caches whose results need no signature")
    case .cacheSign:
      SettingRule(.count(1...1), .cache, "marks a cache")
    }
  }

  /// More than the number of processors in any machine today.
  package static let jobsMax = 512
}

/// The type of a setting, its default, and the layers that may set it.
package struct SettingRule: Sendable {
  package let type: SettingType
  package let layers: ConfigurationLayers
  /// The option that sets it.
  package let option: String?
  /// The value if nothing sets it.
  package let fallback: String?
  /// A description for help, without a full stop.
  package let summary: String

  fileprivate init(
    _ type: SettingType, _ files: ConfigurationLayers, variable: String? = nil,
    option: String? = nil, fallback: String? = nil, _ summary: String
  ) {
    self.type = type
    layers = files.union(variable == nil ? [] : .environment).union(option == nil ? [] : .option)
    self.option = option
    self.fallback = fallback
    self.summary = summary
  }
}
