// The remote cache of one build: takes units from it, and collects those that are stored there.

import BuildCache
import FileIO
import MiniRemoteProtocol
import ObjectStore
import Synchronization
import SystemPackage

/// The remote cache that the user's settings name.
///
/// Nothing about it makes a build fail. At most one warning reports what is wrong.
struct RemoteCache {
  let settings: RemoteSettings
  let program: FilePath
  let setup: RemoteAction.Setup
  let context: BuildContext

  /// - Parameters:
  ///   - words: the compiler's, without its path and without files.
  ///   - toolchain: the toolchain in the inputs of units.
  ///   - compiler: the compiler's files; its program is the first.
  /// - Returns: `nil` if no remote cache is set, or this build does not use caches.
  init?(
    words: [[UInt8]], toolchain: String, compiler: () throws(BuildError) -> [ToolchainRecord.File],
    context: BuildContext
  ) {
    guard context.codeUse == .used, context.options.cacheUse != .none,
      let settings = context.options.configuration.remote
    else { return nil }
    guard let program = settings.program ?? context.options.remoteProgram() else {
      context.cache.report(
        "\(settings.name) is not used: there is no 'mini-remote' beside"
          + " mini; build it with 'make remote', or name it in mini.remoteProgram")
      return nil
    }
    self.settings = settings
    self.program = program
    do throws(BuildError) {
      setup = .init(
        words: words, salt: toolchain, properties: settings.properties,
        toolchain: settings.toolchain == .input ? RemoteToolchain(try compiler()) : nil)
    } catch {
      context.cache.report("\(settings.name) is not used: \(error)")
      return nil
    }
    self.context = context
  }

  // MARK: Taking units

  /// The help of a remote cache for a build.
  struct Help {
    /// Object code by place, which is kept in the cache.
    var codes: [Int: UnitCode] = [:]
    /// Compiles the others; `nil` if the settings do not say so.
    var engine: RemoteEngine?
  }

  /// Looks units up.
  func take(_ jobs: [PlannedUnit]) -> Help {
    guard settings.mode.reads, !jobs.isEmpty else { return Help() }
    let options = context.options
    let costs = jobs.map { $0.expectedNanoseconds(level: options.optimization, context.cache) }
    let threads = UInt64(max(options.threadsMax, 1))
    let compiling = max(costs.reduce(0, +) / threads, costs.max() ?? 0)
    let wait = settings.waitNanoseconds ?? Int64(clamping: compiling)
    let cost = RemoteCost(
      url: settings.endpoint.url, userFolder: options.toolchain.userFolder,
      fileSystem: context.fileSystem)
    guard settings.waitNanoseconds != nil || cost.isWorth(compiling) else { return Help() }
    let beginning = options.trace.begin()
    let start = ContinuousClock.now
    var lookup = RemoteLookup(
      settings, start: start, end: start + .nanoseconds(wait),
      savings: settings.waitNanoseconds == nil
        ? costs.map { .nanoseconds(Int64(clamping: $0 / threads)) } : nil)
    let process = lookup.run(jobs, program, setup, threadsMax: options.threadsMax)
    let (answers, codes) = (lookup.answers, lookup.codes)
    // Workers are as good as results of others.
    let runs = process != nil && settings.execution != .off && codes.count < jobs.count
    cost.keep(
      answers.firstAnswer ?? (ContinuousClock.now - start).nanoseconds,
      found: answers.counts.found + (runs ? 1 : 0))
    let counts = answers.counts
    options.trace.end(
      beginning, .unit, "ask the remote cache",
      [
        ("asked", .integer(Int64(counts.asked))),
        ("found", .integer(Int64(counts.found))),
      ])
    for (job, code) in codes.sorted(by: { $0.key < $1.key }) {
      RemoteUnit.keep(code, jobs[job], costs[job], context.cache)
    }
    var help = Help(codes: codes)
    if runs, let process {
      let rest = costs.indices.filter { codes[$0] == nil }
      help.engine = engine(process, answers, costs: rest.map { costs[$0] })
    }
    if help.engine == nil { conclude(answers) }
    return help
  }

  /// The engine that runs units; `nil` if its results would not be accepted, which is reported.
  private func engine(
    _ process: consuming RemoteProcess, _ answers: RemoteAnswers, costs: [UInt64]
  ) -> RemoteEngine? {
    guard !settings.requiresSignature else {
      context.cache.report(
        "no unit is run on \(settings.name): results of its workers are not signed; add its"
          + " address to mini.trust.unsigned, or unset mini.remoteExecution")
      return nil
    }
    return RemoteEngine(process, settings, setup, context, answers, costs: costs)
  }

  /// Reports what has become of the questions of this build.
  func conclude(_ answers: RemoteAnswers) {
    context.remote.withLock { outcome in
      outcome.counts = answers.counts
      if answers.lacksToolchain { outcome.upload = upload([]) }
    }
    if let problem = answers.problem { context.cache.report(problem) }
  }

  // MARK: Storing units

  /// Collects units that this build has compiled, for the caller of the build to store them. So no
  /// lock is held, and no result comes from anywhere but this machine's clang.
  func collect(_ jobs: [PlannedUnit], _ codes: [UnitCode]) {
    guard settings.mode.writes, !jobs.isEmpty, let sign = signing() else { return }
    let results = Parallel.map(
      Array(zip(jobs, codes)), threadsMax: context.options.threadsMax
    ) { job, code -> StoredResult? in
      guard let ir = job.text() else { return nil }
      return result(RemoteAction(ir, setup), code, sign)
    }
    let stored = results.compactMap { $0 }
    context.remote.withLock { $0.upload = upload(stored) }
  }

  private func upload(_ results: [StoredResult]) -> RemoteUpload {
    RemoteUpload(settings, program, results, toolchain: setup.toolchain?.files)
  }

  private func result(
    _ action: RemoteAction, _ code: UnitCode, _ sign: Signing
  ) -> StoredResult? {
    let object = RemoteFile(
      path: RemoteAction.object, isExecutable: false, digest: BlobDigest(of: code.bytes),
      bytes: code.bytes)
    var files = [object]
    if case .with(let signer) = sign {
      let statement = ResultStatement(
        action: action.action.digest, outputs: [.init(object)])
      guard let signature = statement.signed(by: signer) else { return nil }
      files.append(
        RemoteFile(
          path: RemoteAction.signature, isExecutable: false, digest: BlobDigest(of: signature),
          bytes: signature))
    }
    return StoredResult(action: action.action, command: action.command, files: files)
  }

  private enum Signing {
    case with(TrustSigner)
    /// The user has said that this remote cache needs no signatures.
    case unsigned
  }

  /// The key that signs; `nil`: nothing can be stored, which is reported.
  private func signing() -> Signing? {
    guard let path = settings.signingKey else {
      if !settings.requiresSignature { return .unsigned }
      context.cache.report(
        "nothing is stored in \(settings.name): it needs a key that signs, in mini.trust.signingKey;"
          + " see 'mini help trust'")
      return nil
    }
    do throws(TrustSigner.Refusal) {
      return .with(try TrustSigner(readingSigningKey: path, fileSystem: context.fileSystem))
    } catch {
      context.cache.report("nothing is stored in \(settings.name): \(error)")
      return nil
    }
  }
}

extension ResultStatement.Output {
  init(_ file: RemoteFile) {
    self.init(path: file.path, isExecutable: file.isExecutable, digest: file.digest)
  }
}
