internal import AdapterKit
internal import InfraMindCore
internal import LosslessYAML

/// Reads one entry of a pipeline's first level.
struct JobReader {
  let name: String
  let pipeline: Pipeline
  let place: PipelinePlace
  private(set) var problems: [PipelineProblem] = []

  init(_ name: String, of pipeline: Pipeline, in place: PipelinePlace) {
    self.name = name
    self.pipeline = pipeline
    self.place = place
  }

  /// What an entry is.
  enum Reading {
    case job(JobEntry)
    /// A job that starts a child pipeline of the same checkout; it needs no runner.
    case child(ChildPipeline)
    /// Nothing that runs here.
    case nothing
  }

  mutating func read() -> Reading {
    guard let top = pipeline.written(name).first else { return .nothing }
    guard !name.isEmpty else {
      report(top, .error, "invalid-job", "a job without a name is none; give it one")
      return .nothing
    }
    guard top.isMapping else {
      report(top, .error, "invalid-job", "'\(name.short)' is neither a keyword of GitLab's nor a job")
      return .nothing
    }
    let settings: JobSettings
    do throws(Pipeline.ExtendsFailure) {
      settings = try JobSettings(of: name, in: pipeline)
    } catch {
      problems.append(
        PipelineProblem(
          severity: .error, code: "invalid-extends", message: error.message, position: error.position))
      return .nothing
    }
    if let trigger = settings.own("trigger").value {
      return child(of: trigger, isTrigger: settings).map { .child($0) } ?? .nothing
    }
    let hasWork = ["script", "run"].contains { !settings.own($0).isAbsent }
    if !hasWork, settings.job.outside == nil, pipeline.outside == nil {
      report(top, .error, "invalid-job", "'\(name.short)' has neither a script nor a trigger")
      return .nothing
    }
    if let view = settings.job.outside {
      problems.append(
        PipelineProblem(
          severity: .note, code: "extends-out-of-view",
          message: "\(view.what), which '\(name.short)' extends, is not in the files read",
          position: view.position))
    }
    return .job(JobEntry(settings, key: place.key(of: name), site: JobSite(name, top)))
  }

  private mutating func report(
    _ layer: ConfigLayer, _ severity: PipelineProblem.Severity, _ code: String, _ message: String
  ) {
    problems.append(.at(layer.node, in: layer.file.path, severity, code, message))
  }

  // MARK: - Child pipelines

  private mutating func child(of trigger: ConfigNode, isTrigger settings: JobSettings) -> ChildPipeline? {
    guard let top = trigger.top else { return nil }
    guard trigger.isMapping else {
      return note(top, "starts a pipeline of the project \((top.text ?? "").short)")
    }
    guard let include = pipeline.value("include", of: trigger).value?.top else {
      guard let project = trigger.child("project").value?.text else {
        report(top, .error, "invalid-job", "the trigger of '\(name.short)' names neither files nor a project")
        return nil
      }
      return note(top, "starts a pipeline of the project \(project.short)")
    }
    var sources: [ChildPipeline.Source] = []
    for item in include.listed {
      guard let text = item.isMapping ? item.child("local")?.text : item.text,
        !text.contains("://")
      else {
        _ = note(item, "starts a pipeline that is made by a job or lies elsewhere")
        continue
      }
      let inputs = item.isMapping ? item.child("inputs")?.inputValues ?? [:] : [:]
      sources.append(ChildPipeline.Source(text: text, inputs: inputs, position: item.place))
    }
    return sources.isEmpty ? nil : ChildPipeline(trigger: name, position: top.place, sources: sources)
  }

  private mutating func note(_ layer: ConfigLayer, _ what: String) -> ChildPipeline? {
    report(layer, .note, "child-out-of-view", "'\(name.short)' \(what), which is not in the files read")
    return nil
  }
}

/// A pipeline of the same checkout that a job starts.
struct ChildPipeline {
  /// A file of it.
  struct Source {
    /// The path as written.
    var text: String
    var inputs: [String: ConfigLayer]
    var position: SourcePosition
  }

  /// The job that starts it.
  var trigger: String
  var position: SourcePosition
  var sources: [Source]
}
