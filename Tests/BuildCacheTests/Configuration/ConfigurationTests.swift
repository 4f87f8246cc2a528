// Settings in layers: precedence, permitted sources, and messages about the others.

import BuildCache
import FileIO
import MiniRemoteProtocol
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@Suite struct ConfigurationTests {
  /// A system's and a user's file, and an environment.
  private struct Scene {
    let folder = TemporaryDirectory()
    var variables: [String: String]

    init(system: String? = nil, user: String? = nil, variables: [String: String] = [:]) throws {
      let path = folder.path.string
      self.variables = ["HOME": path + "/home", "MINI_CONFIG_SYSTEM": path + "/system"]
        .merging(variables) { $1 }
      let disk = LocalFileSystem()
      try disk.createDirectories(userPath.parentFolder)
      if let system { try disk.replaceFile(folder.appending("system"), with: Array(system.utf8)) }
      if let user { try disk.replaceFile(userPath, with: Array(user.utf8)) }
    }

    var userPath: FilePath { folder.path.appending("home/.config/mini/config") }

    func load(
      options: [ConfigurationSetting] = []
    ) throws(ConfigurationError) -> Configuration {
      try Configuration(environment: environment, options: options)
    }

    func environment(_ name: String) -> [UInt8]? { variables[name].map { Array($0.utf8) } }

    func problem() throws -> String? {
      do throws(ConfigurationError) {
        _ = try load()
        return nil
      } catch {
        return "\(error)".split(separator: folder.path.string, omittingEmptySubsequences: false)
          .joined(separator: "…")
      }
    }
  }

  @Test func laterLayersWin() throws {
    let scene = try Scene(
      system: "[mini]\n\tgcAuto = 1\n\tmaxSize = 1\n\tgcAutoPackLimit = 1\n\tjobs = 1\n",
      user: "[mini]\n\tmaxSize = 2\n\tgcAutoPackLimit = 2\n\tjobs = 2\n\tgcAuto = 2\n",
      variables: ["MINI_GC_AUTO": "4"])
    let configuration = try scene.load(options: [.init(option: .jobs, value: Array("5".utf8))])
    let cache = "[mini]\n\tcache = 1\n\tgcAutoPackLimit = 3\n\tgcAuto = 3\n"
    let (all, problems) = configuration.adding(cacheConfig: Array(cache.utf8), of: "c/config")
    #expect(problems == [])
    #expect(all.maxSizeBytes == 2)
    #expect(all.gcAutoPackLimit == 3)
    #expect(all.gcAuto == 4)
    #expect(all.jobs == 5)
    let layers = all.settings.map(\.origin.layer)
    #expect(layers == layers.sorted())
  }

  @Test func withoutAFileTheDefaultsCount() throws {
    let configuration = try Scene().load()
    #expect(configuration.settings == [])
    #expect(configuration.gcAuto == 6700)
    #expect(configuration.gcAutoPackLimit == 50)
    #expect(configuration.maxSizeBytes == 5 << 30)
    #expect(configuration.jobs == nil && configuration.clang == nil)
    #expect(configuration.cacheDirectory == nil && configuration.safeCaches == [])
  }

  @Test func aMissingFileCostsOneCallEach() throws {
    let scene = try Scene()
    let disk = FaultyFileSystem()
    _ = try Configuration(environment: scene.environment, fileSystem: disk)
    #expect(disk.callCount == 2)
  }

  @Test(arguments: [
    ("[mini]\n\tcolor = auto", "…/home/.config/mini/config:2: there is no setting 'mini.color'"),
    ("[safe]\n\tcaches = /", "…/home/.config/mini/config:2: there is no setting 'safe.caches'"),
    (
      "[mini \"x\"]\n\tjobs = 1",
      "…/home/.config/mini/config:2: there is no setting 'mini.x.jobs'"
    ),
    (
      "[mini]\n\n\tjobs = many",
      "…/home/.config/mini/config:3: wrong value of 'mini.jobs': "
        + "'many' is not a whole number from 1 to 512"
    ),
    (
      "[mini]\n\tcacheDir = here",
      "…/home/.config/mini/config:2: wrong value of 'mini.cacheDir': "
        + "'here' is not an absolute path, and does not begin with '~/'"
    ),
    (
      "[mini]\n\tmaxSize",
      "…/home/.config/mini/config:2: wrong value of 'mini.maxSize': 'true' is not a size: "
        + "bytes, or a number with k, m, g or t, as in 200M or 1.5GiB"
    ),
    (
      "[mini]\n\tcache = 1", "…/home/.config/mini/config:2: 'mini.cache' is only set by mini"
    ),
    (
      "[mini\n",
      "…/home/.config/mini/config:1: the line cannot be read: "
        + "']' is missing after the section's name"
    ),
  ])
  func whatIsWrongIsAnErrorWithItsPlace(user: String, problem: String) throws {
    #expect(try Scene(user: user).problem() == problem)
  }

  @Test func aWrongVariableIsNamed() throws {
    #expect(
      try Scene(variables: ["MINI_GC_AUTO": "no"]).problem()
        == "MINI_GC_AUTO: wrong value of 'mini.gcAuto': 'no' is not a whole number")
  }

  @Test(arguments: SettingKey.allCases.filter { $0.variable != nil })
  func eachVariableIsRead(key: SettingKey) throws {
    let name = try #require(key.variable)
    let values: [SettingKey: String] = [
      .gcAuto: "7", .remote: "grpc://a:1", .remoteMode: "write", .remoteExecution: "only",
      .cacheDir: "/a", .durable: "yes",
      .readOnly: "yes", .refresh: "yes",
    ]
    let value = values[key] ?? "x"
    let set = try Scene(variables: ["MINI_REMOTE": "grpc://b:2"].merging([name: value]) { $1 })
      .load().setting(key)
    #expect(set?.value == Array(value.utf8))
  }

  @Test func sectionsOfOthersAreLeftAlone() throws {
    let scene = try Scene(
      user: "[core]\n\tfsmonitor = boom\n[minimal]\n\tjobs = x\n[gc]\n\tauto=z\n")
    #expect(try scene.load().settings == [])
  }

  /// Architecture, section 4, *Trust*.
  @Test(arguments: SettingKey.allCases)
  func aCacheSetsLimitsAlone(key: SettingKey) throws {
    let limits: [SettingKey] = [
      .gcAuto, .gcAutoPackLimit, .maxSize, .snapshotMaxAge, .snapshotMaxCount, .cacheSign,
    ]
    let name = key.rawValue.split(separator: ".")
    let section = name.count > 2 ? "\(name[0]) \"\(name[1])\"" : "\(name[0])"
    let value = key == .snapshotMaxAge ? "1d" : "1"
    let text = "[\(section)]\n\t\(name[name.count - 1]) = \(value)\n"
    let (all, problems) = Configuration().adding(cacheConfig: Array(text.utf8), of: "c/config")
    if limits.contains(key) {
      #expect(problems == [])
    } else {
      let said =
        programKeys.contains(key)
        ? "c/config:2: only a project's 'mini.config' has programs: put it into the one beside the"
          + " root file"
        : key == .suggestedRemote
          ? "c/config:2: only a project's 'mini.config' suggests a remote cache; here set 'mini.remote'"
          : "c/config:2: a cache cannot set '\(key.rawValue)': 'mini config' sets it for a user"
      #expect(problems.map(\.description) == [said])
      #expect(all.settings == [])
    }
  }

  /// The same.
  @Test(arguments: SettingKey.allCases)
  func aProjectSetsProgramsAlone(key: SettingKey) throws {
    let folder = TemporaryDirectory()
    let path = folder.appending("mini.config")
    let name = key.rawValue.split(separator: ".")
    let section = name.count > 2 ? "\(name[0]) \"\(name[1])\"" : "\(name[0])"
    let value =
      switch key {
      case .snapshotMaxAge: "1d"
      case .suggestedRemote: "grpc://localhost:1"
      default: "1"
      }
    try LocalFileSystem().replaceFile(
      path, with: Array("\n[\(section)]\n\t\(name[name.count - 1]) = \(value)\n".utf8))
    do throws(ConfigurationError) {
      let all = try Configuration().adding(projectFile: path)
      #expect(projectKeys.contains(key) && all?.settings.count == 1)
    } catch {
      #expect(!projectKeys.contains(key))
      #expect(
        "\(error)"
          == "\(path):3: a project cannot set '\(key.rawValue)': remove the line; 'mini config' sets it"
          + " for a user")
    }
  }

  @Test func whatIsWrongInACacheIsLeftOutAndTheRestCounts() throws {
    let text = "[mini]\n\tgcAuto = many\n\tnonsense = 1\n\tmaxSize = 7\n"
    let (all, problems) = Configuration().adding(cacheConfig: Array(text.utf8), of: "c/config")
    #expect(problems.count == 2)
    #expect(all.maxSizeBytes == 7)
    #expect(all.gcAuto == 6700)
  }

  @Test func listsAreOfAllLayersAndAnEmptyValueForgets() throws {
    let scene = try Scene(
      system: "[safe]\n\tcache = /a\n[mini]\n\ttoolEnvironment = SDK\n",
      user: "[safe]\n\tcache = ~/b\n\tcache = *\n[mini]\n\ttoolEnvironment = NIX_LD, A SDK\n")
    let home = FilePath(scene.folder.path.string + "/home")
    #expect(try scene.load().safeCaches == ["/a", home.appending("b"), "*"])
    #expect(try scene.load().toolEnvironment == ["A", "NIX_LD", "SDK"])
    let other = try Scene(system: "[safe]\n\tcache = /a\n", user: "[safe]\n\tcache =\n\tcache = /c")
    #expect(try other.load().safeCaches == ["/c"])
  }

  @Test func keysAndSignersAreFilesOfTheUserOrTheSystem() throws {
    let scene = try Scene(
      system: "[mini \"trust\"]\n\tallowedSigners = /etc/signers\n",
      user: "[mini \"trust\"]\n\tsigningKey = ~/key\n")
    let configuration = try scene.load()
    #expect(configuration.allowedSigners == "/etc/signers")
    #expect(configuration.signingKey == FilePath(scene.folder.path.string + "/home/key"))
    #expect(try Scene().load().signingKey == nil && Scene().load().allowedSigners == nil)
  }

  @Test func aRemoteCacheIsOffUntilItIsNamed() throws {
    #expect(try Scene(user: "[mini]\n\tremoteMode = readwrite\n").load().remote == nil)
    let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"
    let scene = try Scene(
      system: "[mini]\n\tremote = grpc://a:1\n\tremoteHeader = \"x: y\"\n",
      user: "[mini]\n\tremoteMode = write\n\tremoteTokenFile = ~/token\n\tremoteTimeout = 250ms\n"
        + "[mini \"trust\"]\n\tkey = \(key) a comment\n\tunsigned = grpc://a:1\n")
    let remote = try #require(try scene.load().remote)
    #expect(remote.mode == .write && remote.upload == .background && !remote.requiresSignature)
    #expect(remote.trustedKeys == [TrustKey(Array(key.utf8))] && remote.waitNanoseconds == nil)
    #expect(remote.endpoint.headers == ["x: y"] && remote.endpoint.answerMilliseconds == 250)
    #expect(remote.endpoint.tokenFile == Array("\(scene.folder.path)/home/token".utf8))
    let variables = ["MINI_REMOTE": "grpcs://b:2", "MINI_REMOTE_MODE": "read"]
    let other = try #require(
      try Scene(
        user: "[mini \"trust\"]\n\tunsigned = grpc://b:2\n", variables: variables
      ).load().remote)
    #expect(other.endpoint.url == "grpcs://b:2" && other.mode == .read && other.requiresSignature)
    #expect(remote.execution == .off && remote.jobsMax == 64)
    let workers = try #require(
      try Scene(
        user: "[mini]\n\tremoteExecution = true\n\tremoteJobs = 200\n",
        variables: variables.merging(["MINI_REMOTE_EXECUTION": "only"]) { $1 }
      ).load().remote)
    #expect(workers.execution == .only && workers.jobsMax == 200)
    let off = ["MINI_REMOTE": "grpcs://b:2", "MINI_REMOTE_MODE": "off"]
    #expect(try Scene(variables: off).load().remote == nil)
  }

  @Test(arguments: [
    ("remote = https://a:1", "'https://a:1' is not grpc://HOST:PORT or grpcs://HOST:PORT"),
    ("remoteMode = both", "'both' is not one of: off, read, write, readwrite"),
    ("remoteHeader = word", "'word' is not NAME:VALUE"),
    ("remoteProperty = word", "'word' is not NAME=VALUE"),
    ("remoteTimeout = 0s", "it is zero"),
    ("remoteExecution = yes", "'yes' is not one of: false, true, only"),
    ("remoteToolchain = mine", "'mine' is not one of: worker, input"),
    ("remoteJobs = 0", "'0' is not a whole number from 1 to 512"),
  ])
  func aWrongSettingOfARemoteCacheIsAnError(_ line: String, _ problem: String) throws {
    let said = try Scene(user: "[mini]\n\t\(line)\n").problem()
    #expect(said?.hasSuffix(problem) == true, "\(said ?? "")")
  }

  @Test func aTrustedKeyIsOneOfOpenSSH() throws {
    for key in ["ssh-rsa AAAA", "AAAA", "ssh-ed25519 AAAA"] {
      let said = try Scene(user: "[mini \"trust\"]\n\tkey = \(key)\n").problem()
      #expect(said?.contains("is not an Ed25519 key of SSH") == true)
    }
  }

  @Test func aPathIsAnyBytes() throws {
    let scene = try Scene()
    let name = Array("/tmp/".utf8) + [0xFF, 0x0A]
    let configuration = try scene.load(options: [.init(option: .cacheDir, value: name)])
    #expect(configuration.cacheDirectory?.bytes == name)
  }

  @Test func aRelativeConfigHomeIsIgnored() throws {
    let scene = try Scene(
      user: "[mini]\n\tjobs = 3\n", variables: ["XDG_CONFIG_HOME": "relative"])
    #expect(try scene.load().jobs == 3)
  }

  @Test func aChangeIsAtomicAndKeepsTheRest() throws {
    let scene = try Scene()
    let path = scene.userPath
    func change(_ key: SettingKey, _ change: ConfigurationFile.Change) throws -> Bool {
      try ConfigurationFile.change(path, .user, key, change)
    }
    #expect(try change(.jobs, .set(Array("3".utf8))))
    #expect(try !change(.jobs, .set(Array("3".utf8))))
    #expect(try change(.safeCache, .add(Array("/a".utf8))))
    #expect(try change(.safeCache, .add(Array("/b".utf8))))
    #expect(try change(.safeCache, .unset(Array("/a".utf8))))
    #expect(try scene.load().safeCaches == ["/b"])
    #expect(try change(.jobs, .unset(nil)))
    #expect(try !change(.jobs, .unset(nil)))
    let text = String(
      decoding: try LocalFileSystem().contents(of: path, sizeMax: 1 << 20) ?? [], as: UTF8.self)
    #expect(text == "[mini]\n[safe]\n\tcache = /b\n")
    let status = try LocalFileSystem().status(of: path, followingLinks: false)
    #expect(status.map { $0.permissions & 0o022 } == 0)
    #expect(throws: ConfigurationError.self) { try change(.jobs, .set(Array("x".utf8))) }
    #expect(throws: ConfigurationError.self) { try change(.cacheSign, .set(Array("1".utf8))) }
  }
}

private let programKeys: [SettingKey] = [.programRoot, .programLevel, .programOutput]
/// The keys that a project's file may have.
private let projectKeys = programKeys + [.suggestedRemote]
