internal import AdapterKit
internal import BuiltInAdapters
internal import InfraMindCore
internal import InfraMindEngine

/// Which parts the program is put together from.
enum Wiring {
  static let registry = AdapterRegistry.builtIn
  static let advisers = Suggester.Advisers(size: UndecidedSizes(), cache: CacheAdvisor())
}

/// Keeps every machine as it is, as long as no adviser on sizes is at hand.
private struct UndecidedSizes: SizeAdvising {
  func advice(
    for row: JobRow, of job: JobDefinition, current: Runner, ladder: [Runner], runs: [JobRun],
    context: AdvisingContext
  ) -> SizeAdvice {
    .keep(KeepReason(code: "not-weighed", sentence: "No adviser on machine sizes is at hand."))
  }
}
