internal import InfraMindCore

/// What a job is called in the files and by the API: the step's key, else its label, else its command.
///
/// ``JobKey/job`` of a step without a key is its label as the API reports it as a job's name, with tokens of a matrix
/// in place of their values. Where steps share a label their commands are added, and a number where these are equal, too.
struct StepIdentity: Hashable, Sendable {
  var key: String?
  var label: String?
  /// The first line of the command, or the plugins of a step without one.
  var work: String

  /// The id without regard to other steps.
  var plain: String { key ?? label ?? (work.isEmpty ? "step" : work) }

  /// The id of a step that shares its plain one with others.
  private var longer: String { work.isEmpty || work == plain ? plain : "\(plain) · \(work)" }

  /// An id for each step, no two equal.
  static func ids(of steps: [StepIdentity]) -> [String] {
    let plain = count(steps.map(\.plain))
    let texts = steps.map { plain[$0.plain] == 1 ? $0.plain : $0.longer }
    let total = count(texts)
    var seen: [String: Int] = [:]
    var taken: Set<String> = []
    return texts.map { text in
      var id = text
      if total[text] != 1 {
        seen[text, default: 0] += 1
        id = "\(text) #\(seen[text, default: 1])"
      }
      while !taken.insert(id).inserted { id += "'" }
      return id
    }
  }

  private static func count(_ texts: [String]) -> [String: Int] {
    texts.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }
}
