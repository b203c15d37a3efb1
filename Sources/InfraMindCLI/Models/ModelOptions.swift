internal import ArgumentParser
internal import FoundationEssentials
internal import InfraMindCore
internal import InfraMindEngine

/// Which models: shared by the commands that make, list and exchange them.
struct ModelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The folder that keeps the models.",
      discussion: "The default is \(ModelFolder.usualPath) in the current folder.",
      valueName: "folder"),
    completion: .directory)
  var models: String?

  @Option(help: .hidden)
  var now: String?

  mutating func validate() throws {
    if models == "" { throw ValidationError.empty(option: "models") }
    if let now, Timestamp.date(from: now) == nil {
      throw ValidationError("'\(Shown.plain(now))' is no time such as 2026-11-23T12:00:00Z.")
    }
  }

  var folder: ModelFolder { models.map { ModelFolder($0) } ?? ModelFolder() }

  /// What counts as now.
  var time: Date { now.flatMap { Timestamp.date(from: $0) } ?? Date() }

  /// Does something with models; what goes wrong is told, and ends the program with 2.
  static func reporting<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try StoreOptions.reporting(body)
    } catch let error as ModelFileError {
      let stop = error.message.hasSuffix(".") ? "" : "."
      fail("The models cannot be used: \(error.message)\(stop)")
    } catch let error as TreeTrainingError {
      fail(error.message)
    } catch let error as BuildHistoryError {
      fail("\(error)")
    }
  }

  static func fail(_ message: String) -> Never {
    StandardStreams.write("inframind: error: \(Shown.plain(message, atMost: 2000))\n", to: .errors)
    StandardStreams.end(2)
  }
}

extension ModelPurpose: ExpressibleByArgument {}
