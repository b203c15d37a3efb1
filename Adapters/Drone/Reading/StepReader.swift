internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// The steps of a stage, one for each item of its list.
struct StepReader {
  private(set) var steps: [JobStep] = []
  private(set) var problems: [PipelineProblem] = []
  /// Image of the first step that runs commands.
  private(set) var image: String?
  /// Whether not all steps were read, since they ask for too much.
  private(set) var isIncomplete = false

  init(_ stage: some Stage, _ allowance: inout ReadingAllowance) {
    let shared = stage.environment
    for (index, item) in stage.stepItems.enumerated() {
      guard item.resolved.kind == .mapping else {
        problems.append(.at(item, in: stage.path, .warning, "odd-step", "the step is no mapping"))
        steps.append(JobStep(index: index, position: item.place, work: .other))
        continue
      }
      let condition = stage.condition(of: item)?.sourceOnOneLine
      let own = stage.environment(of: item)
      let variables = own.isEmpty ? 0 : shared.count + own.count
      guard allowance.take(ReadingAllowance.weight(ofVariables: variables)) else {
        isIncomplete = true
        return
      }
      var step = JobStep(
        index: index, position: item.place, name: stage.name(of: item, at: index),
        work: Self.work(of: item, in: stage), workingDirectory: stage.folder(of: item), condition: condition,
        environment: shared.merging(own) { _, own in own }, runsAlways: stage.runsAlways(item))
      step.isForReleases = stage.isForReleases(item)
      steps.append(step)
      guard allowance.take(step.weight) else {
        isIncomplete = true
        return
      }
      if stage.hasContainers, image == nil, item["commands"] != nil { image = item["image"]?.scalarText }
    }
  }

  private static func work(of item: YAMLNode, in stage: some Stage) -> JobStep.Work {
    if let commands = item["commands"], !commands.isNull {
      return .run(script: stage.commands(of: item).joined(separator: "\n"))
    }
    guard let image = item["image"]?.scalarText, !image.isEmpty else { return .other }
    let name = ImageName(image)
    var inputs: [String: String] = [:]
    for entry in item["settings"]?.effectiveEntries ?? [] {
      let texts = entry.value.texts
      guard !texts.isEmpty else { continue }
      inputs[entry.key.resolved.text.lowercased()] = texts.joined(separator: "\n")
    }
    return .use(PackagedStep(name: name.name, version: name.tag, inputs: inputs))
  }
}

/// The name of an image, without its tag.
struct ImageName: Hashable {
  /// Lower-case, with registry and folders.
  let name: String
  /// Tag or digest; empty if none.
  let tag: String

  init(_ image: String) {
    let plain = image.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    let digest = plain.count > 1 ? String(plain[1]) : nil
    let text = String(plain.first ?? "")
    let slash = text.lastIndex(of: "/") ?? text.startIndex
    guard let colon = text[slash...].firstIndex(of: ":") else {
      name = text.lowercased()
      tag = digest ?? ""
      return
    }
    name = text[..<colon].lowercased()
    tag = digest ?? String(text[text.index(after: colon)...])
  }

  /// The part behind the last slash.
  var last: Substring { name.split(separator: "/").last ?? "" }
}
