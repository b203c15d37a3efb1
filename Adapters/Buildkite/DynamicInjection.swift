public import AdapterKit
internal import InfraMindCore

extension Buildkite: DynamicInjecting {
  /// By the text that is uploaded, or by meta-data that later steps read.
  public static let injectionWays = [
    InjectionWay(
      .filter,
      "Prints the pipeline file with the sizes written in, for `buildkite-agent pipeline upload` behind a pipe.",
      needsFile: true),
    InjectionWay(
      .metaData,
      "Sets the build's meta-data `inframind:size:<step key>` to the queue, for steps that are made up later."
    ),
  ]

  /// The text to upload as it stands or would stand, or a call of `buildkite-agent` for each step that moves.
  public func instructions(
    for plan: RunPlan, by way: InjectionWay.ID, in scene: RunScene
  ) throws(AdapterError) -> [RuntimeInstruction] {
    switch way {
    case .filter: [.print(try Self.text(of: plan))]
    case .metaData:
      QueueData(plan).values.map { key, queue in
        .run(program: "buildkite-agent", arguments: ["meta-data", "set", key, queue], input: [])
      }
    default: throw AdapterError(.unknownWay, "Buildkite knows no way called \(way).")
    }
  }

  /// As it stands, byte for byte: `$` and `$$` are the agent's to interpret when it is uploaded.
  private static func text(of plan: RunPlan) throws(AdapterError) -> [UInt8] {
    guard let file = plan.file else {
      throw AdapterError(
        .notFound, "Which pipeline file is to be uploaded, nothing tells: name it behind `inframind inject`.")
    }
    return file.after
  }
}

extension InjectionWay.ID {
  /// The text of a pipeline file.
  public static let filter = InjectionWay.ID("filter")
  /// Meta-data of the build.
  public static let metaData = InjectionWay.ID("meta-data")
}

/// The queues of moved steps, as meta-data of a build.
///
/// - SeeAlso: Buildkite Docs, "Build meta-data"; `buildkite:` is the platform's own prefix.
struct QueueData {
  /// Values by key, in the order of the steps.
  let values: [(key: String, queue: String)]

  /// What the platform takes is 100 kB; a value is only ever a word.
  private static let longest = 1_000

  init(_ plan: RunPlan) {
    var order: [String] = []
    var rows: [String: [RunPlan.Job]] = [:]
    for job in plan.jobs {
      let key = job.key.job
      if rows[key] == nil { order.append(key) }
      rows[key, default: []].append(job)
    }
    values = order.compactMap { key in
      guard Self.isKey(key), let queue = Self.queue(of: rows[key] ?? []) else { return nil }
      return ("inframind:size:" + key, queue)
    }
  }

  /// The one tag's value that changes, where all rows of the step change to it.
  private static func queue(of rows: [RunPlan.Job]) -> String? {
    guard let first = rows.first, rows.allSatisfy(\.isMoved), Set(rows.map(\.to)).count == 1 else {
      return nil
    }
    let coming = first.to.filter { !first.from.contains($0) }
    guard coming.count == 1, let tag = coming.first else { return nil }
    let value = tag.split(separator: "=", maxSplits: 1).last.map(String.init) ?? ""
    let isPlain = value.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }
    return !value.isEmpty && !value.hasPrefix("-") && isPlain && value.utf8.count <= longest ? value : nil
  }

  /// Whether a step's name may be its key, which is made of letters, digits, `-`, `_`, `.` and `:`.
  private static func isKey(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 100
      && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.:".contains($0)) }
  }
}
