internal import LosslessYAML

/// The hidden job of our component whose scripts measure the jobs that refer to them.
///
/// - SeeAlso: `gitlab-component/templates/inframind/template.yml`.
enum MeasuringTemplate {
  static let name = ".inframind-measure"
  /// What the addresses of our components hold, wherever they are mirrored to.
  static let component = "/inframind/inframind@"

  /// The reference to a script of it, `before_script` or `after_script`.
  static func reference(to key: String) -> YAMLFragment {
    .tagged("!reference", .sequence([.string(name), .string(key)]))
  }
}

extension Pipeline {
  /// Whether jobs can refer to ``MeasuringTemplate``.
  var bringsMeasuring: Bool {
    if !written(MeasuringTemplate.name).isEmpty { return true }
    return parts.contains { if case .outside(let view) = $0 { view.bringsMeasuring } else { false } }
  }
}

extension JobSettings {
  /// Whether among the job's first commands are those that measure it.
  var isMeasured: Bool {
    let written = job.child("before_script")
    if written.value?.top?.reference?.first == MeasuringTemplate.name { return true }
    guard case .value(let node) = effective("before_script") else { return false }
    return pipeline.script(of: node)?.measures ?? false
  }
}
