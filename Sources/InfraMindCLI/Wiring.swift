internal import AdapterKit
internal import BuiltInAdapters
internal import FoundationEssentials
internal import InfraMindCore
internal import InfraMindEngine

/// Which parts the program is put together from.
enum Wiring {
  static let registry = AdapterRegistry.builtIn
  static let advisers = Suggester.Advisers(size: SizeAdvisor(), cache: CacheAdvisor())

  /// The job that this process runs in; `nil` outside of CI.
  static var jobEnvironment: JobEnvironment? {
    let environment = ProcessInfo.processInfo.environment
    return registry.adapters.lazy.compactMap { $0.jobEnvironment(of: environment) }.first
  }

  /// A reader for what the platform that this process runs on writes to logs.
  static var logReader: any JobLogReader {
    jobEnvironment.flatMap { registry[$0.run.platform] }?.logReader() ?? SilentLogReader()
  }

  /// What git calls the repository of the current folder; `nil` if nothing tells.
  static var repositoryHere: String? {
    let name = GitConfiguration.repositoryName(ofWorkTree: ".")
    return name.isEmpty ? nil : name
  }
}
