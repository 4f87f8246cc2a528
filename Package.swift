// swift-tools-version: 6.2
import PackageDescription

/// Settings of every target: Swift 6 mode, no implicit existentials or imports, and warnings are
/// errors.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// Settings of targets that handle raw bytes: each unsafe use is marked.
let strictBytes = strict + [.strictMemorySafety()]

/// Settings of tests. Unoptimized, all tests compile in 40 % of the processor time, because
/// optimizing `#expect` is slow. The code under test is optimized in its own target.
let unoptimized = strict + [.unsafeFlags(["-Onone"])]

/// Linker mode. The script for sanitizers sets `MINI_SANITIZED`, because they do not support a
/// fully static executable.
let linking = Context.environment["MINI_SANITIZED"] == nil ? "-static-executable" : "-static-stdlib"

/// Allocation functions that CStartup wraps, to report when memory runs out.
let outOfMemory = [
  "malloc", "calloc", "realloc", "aligned_alloc", "posix_memalign", "_Znwm", "_Znam",
]
.flatMap { ["-Xlinker", "--wrap=\($0)"] }

let system: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")

let package = Package(
  name: "mini",
  products: [
    .executable(name: "mini", targets: ["mini"]),
    .library(name: "ObjectStore", targets: ["ObjectStore"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
  ],
  targets: [
    // Left column: bytes, objects, caches. Knows no language.
    .systemLibrary(name: "CDeflate"),
    .systemLibrary(name: "CZlib"),
    .target(name: "CLaunch"),
    .target(name: "FileIO", dependencies: ["CLaunch", system], swiftSettings: strictBytes),
    .target(
      name: "ObjectStore", dependencies: ["FileIO", "CDeflate", "CZlib", system, crypto],
      swiftSettings: strictBytes),
    // The messages between mini and mini-remote.
    .target(name: "MiniRemoteProtocol", swiftSettings: strictBytes),
    .target(
      name: "BuildCache",
      dependencies: ["ObjectStore", "FileIO", "MiniRemoteProtocol", "CDeflate", system, crypto],
      swiftSettings: strictBytes),

    // The run-time library of Mini programs, which only tests link.
    .target(name: "CMiniRuntime"),

    // Right column: the compiler. Pure functions, no I/O.
    .target(name: "MiniFrontend", swiftSettings: strict),
    .target(name: "MiniBackend", dependencies: ["MiniFrontend"], swiftSettings: strict),

    // Joins both columns.
    .target(
      name: "MiniDriver",
      dependencies: [
        "BuildCache", "ObjectStore", "FileIO", "MiniRemoteProtocol", "MiniFrontend", "MiniBackend",
        system, crypto,
      ],
      swiftSettings: strict, plugins: ["CompilerEpoch"]),
    .target(
      name: "MiniServer",
      dependencies: ["MiniDriver", "FileIO", "MiniFrontend", "MiniBackend", system],
      swiftSettings: strict),
    .target(name: "CStartup"),
    .executableTarget(
      name: "mini",
      dependencies: [
        "CStartup", "MiniServer", "MiniDriver", "BuildCache", "ObjectStore", "FileIO",
        "MiniFrontend",
        "MiniBackend", system,
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict,
      // Fully static, which saves a third of the start-up time (note 4 of mini.docc). lld, because
      // gold warns about Foundation. jemalloc instead of malloc makes a cold build a quarter faster
      // (note 3).
      linkerSettings: [
        .linkedLibrary("jemalloc"),
        .unsafeFlags([
          linking, "-use-ld=lld", "-l_FoundationCShims", "-l_FoundationCollections",
        ]),
        .unsafeFlags(outOfMemory),
      ]),
    .plugin(
      name: "CompilerEpoch", capability: .buildTool(), path: "Sources/Plugins/CompilerEpoch"),

    // Tests. TestSupport contains shared helpers: temporary folders, real git, fixtures.
    .target(
      name: "TestSupport", dependencies: ["MiniFrontend", "FileIO", system],
      path: "Tests/TestSupport",
      swiftSettings: strict),
    // Properties that every decoder and the compiler must keep for any input. Fuzzers search for
    // violations, and tests replay the inputs they found.
    .target(
      name: "FuzzProperties",
      dependencies: [
        "MiniDriver", "BuildCache", "ObjectStore", "FileIO", "MiniRemoteProtocol", "MiniFrontend",
        "MiniBackend", "TestSupport", system,
      ],
      path: "Tests/Fuzzers/Properties", swiftSettings: strict),
    .executableTarget(
      name: "MutationRunner", dependencies: ["FuzzProperties", "MiniFrontend", "TestSupport"],
      path: "Tests/MutationRunner", swiftSettings: strict),
    // A program of a page of ObjectStore.docc: the library alone.
    .executableTarget(
      name: "ObjectStoreSample", dependencies: ["ObjectStore", system],
      path: "Tests/ObjectStoreSample", swiftSettings: strict),
    .testTarget(
      name: "FileIOTests", dependencies: ["FileIO", "TestSupport", system],
      swiftSettings: unoptimized),
    .testTarget(
      name: "ObjectStoreTests", dependencies: ["ObjectStore", "FileIO", "TestSupport", system],
      swiftSettings: unoptimized),
    .testTarget(
      name: "BuildCacheTests",
      dependencies: [
        "BuildCache", "ObjectStore", "FileIO", "MiniRemoteProtocol", "FuzzProperties",
        "TestSupport", system,
      ],
      swiftSettings: unoptimized),
    .testTarget(
      name: "MiniRemoteProtocolTests", dependencies: ["MiniRemoteProtocol", "TestSupport"],
      swiftSettings: unoptimized),
    .testTarget(
      name: "MiniFrontendTests", dependencies: ["MiniFrontend", "TestSupport"],
      swiftSettings: unoptimized),
    .testTarget(
      name: "MiniBackendTests",
      dependencies: ["CMiniRuntime", "MiniBackend", "MiniFrontend", "TestSupport"],
      swiftSettings: unoptimized),
    .testTarget(
      name: "MiniDriverTests",
      dependencies: [
        "MiniDriver", "BuildCache", "ObjectStore", "FileIO", "MiniFrontend", "MiniBackend",
        "TestSupport", system,
      ],
      swiftSettings: unoptimized),
    .testTarget(
      name: "MiniServerTests", dependencies: ["MiniServer", "MiniDriver", "TestSupport", system],
      swiftSettings: unoptimized),
    .testTarget(
      name: "FuzzCorpusTests", dependencies: ["FuzzProperties", "FileIO", "TestSupport", system],
      swiftSettings: unoptimized),
    .testTarget(
      name: "EndToEndTests",
      dependencies: [
        "BuildCache", "ObjectStore", "FileIO", "FuzzProperties", "TestSupport", system,
      ],
      swiftSettings: unoptimized),
  ]
)

// The fuzzers link libFuzzer and need all code instrumented. Tests/Scripts/fuzz.sh requests them.
if Context.environment["MINI_FUZZERS"] != nil {
  package.targets.append(
    .executableTarget(
      name: "Fuzzers",
      dependencies: [
        "FuzzProperties", "BuildCache", "ObjectStore", "FileIO", "MiniRemoteProtocol",
        "MiniFrontend", "TestSupport", system,
      ],
      path: "Tests/Fuzzers/Harness", swiftSettings: strict))
}

// mini-remote, the program for the network. Its packages take seven minutes to compile and more than a
// minute to fetch. So only `make remote` asks for them, in a build folder of its own.
if Context.environment["MINI_WITH_REMOTE"] != nil {
  package.products.append(.executable(name: "mini-remote", targets: ["mini-remote"]))
  package.dependencies += [
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    .package(url: "https://github.com/grpc/grpc-swift-2", from: "2.4.3"),
    .package(url: "https://github.com/grpc/grpc-swift-nio-transport", from: "2.9.2"),
    .package(url: "https://github.com/grpc/grpc-swift-protobuf", from: "2.4.1"),
  ]
  package.targets += [
    .systemLibrary(name: "CZstd"),
    .executableTarget(
      name: "mini-remote",
      dependencies: [
        "CZstd", "MiniRemoteProtocol",
        .product(name: "GRPCCore", package: "grpc-swift-2"),
        .product(name: "GRPCNIOTransportHTTP2Posix", package: "grpc-swift-nio-transport"),
        .product(name: "GRPCProtobuf", package: "grpc-swift-protobuf"),
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ],
      swiftSettings: strict,
      // The packages import all of Foundation. The archive of libzstd: not every system has its shared object.
      linkerSettings: [
        .unsafeFlags([
          "-static-stdlib", "-use-ld=lld", "-l_FoundationICU", "-l_FoundationCShims",
          "-l_FoundationCollections", "-lCoreFoundation", "-lstdc++", "-l:libzstd.a",
        ])
      ]),
  ]
}
