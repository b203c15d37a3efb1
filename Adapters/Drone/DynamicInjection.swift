public import AdapterKit
internal import InfraMindCore

extension Drone: DynamicInjecting {
  /// As the text of the file, or as the answer that a conversion extension gives.
  ///
  /// Neither changes a build that has begun: a server asks ``ConversionExtension`` before it makes the stages.
  public static let injectionWays = [
    InjectionWay(
      .filter, "Prints the pipeline file with the sizes written in, for converters of one's own.",
      needsFile: true),
    InjectionWay(
      .convert,
      "Prints the JSON that a conversion extension answers with; nothing where the answer is 204."),
  ]

  /// The text of the file as it stands or would stand, or the answer of a conversion extension, if there is one.
  public func instructions(
    for plan: RunPlan, by way: InjectionWay.ID, in scene: RunScene
  ) throws(AdapterError) -> [RuntimeInstruction] {
    guard way == .filter || way == .convert else {
      throw AdapterError(.unknownWay, "Drone knows no way called \(way).")
    }
    let files = plan.file.map { [$0] } ?? plan.files
    guard let file = files.first else {
      throw AdapterError(.notFound, "Which pipeline file is meant, nothing tells: name it with --pipeline.")
    }
    if way == .filter { return [.print(file.after)] }
    let question = ConversionExtension.Question(
      form: FileFormat(file.path, file.before) == .woodpecker ? RunQuestion.woodpecker : RunQuestion.drone,
      repository: nil, link: nil,
      files: files.map { .init(path: $0.path, bytes: $0.before) }, isProtected: false, key: "")
    return ConversionExtension().answer(to: question, by: plan).map { [.print($0)] } ?? []
  }
}

extension InjectionWay.ID {
  /// The text of a pipeline file.
  public static let filter = InjectionWay.ID("filter")
  /// The answer of a conversion extension.
  public static let convert = InjectionWay.ID("convert")
}
