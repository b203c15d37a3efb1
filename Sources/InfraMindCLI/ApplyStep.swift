internal import ArgumentParser
internal import InfraMindEngine

/// The last step of `apply`: asking, writing, telling.
struct ApplyStep {
  let inspection: Inspection
  let plans: [ApplyPlan]
  let session: Session
  let format: ApplyCommand.Format

  enum Decision {
    case write, onlyShow, declined, noConsent, nothingToWrite
  }

  private var style: TextStyle { session.speech.style }
  private var report: ApplyReport { ApplyReport(inspection, plans, style: style) }

  /// Shows the changes and asks whether to make them.
  func ask() -> Bool {
    StandardStreams.write(style.diff(inspection.diff(of: plans)) + "\n", to: .output)
    StandardStreams.write(report.text(.notWritten), to: .output)
    StandardStreams.write("Write these changes? [y/N] ", to: .output)
    let answer = readLine()?.lowercased() ?? ""
    return ["y", "yes"].contains(answer.filter { !$0.isWhitespace })
  }

  /// Writes if that was decided, and tells what was done.
  ///
  /// - Returns: Whether all that should be written was.
  func carryOut(_ decision: Decision, isForced: Bool) throws -> Bool {
    switch decision {
    case .write:
      return write(isForced: isForced)
    case .declined:
      tell("Nothing was written.\n")
    case .nothingToWrite:
      finish(report.text(.notWritten), wrote: false)
    case .onlyShow:
      show()
    case .noConsent:
      show()
      session.tellFailure(
        "Nothing was written: this is no terminal to ask at. Give --yes to write all the same.")
    }
    return true
  }

  private func write(isForced: Bool) -> Bool {
    let reversible = zip(plans, inspection.entries).map { plan, entry in
      let paths = plan.files.map(\.path)
      return GitStatus.of(paths, in: entry.ground.checkout.root) == .uncommitted([])
    }
    var ended = plans
    for (index, entry) in inspection.entries.enumerated() where !plans[index].files.isEmpty {
      do throws(EngineError) {
        _ = try FileReplacement(in: entry.ground.checkout).write(plans[index].files)
      } catch {
        session.tellFailure(Shown.plain(error.message))
        ended[index] = plans[index].failing(with: error)
      }
    }
    let step = ApplyStep(inspection: inspection, plans: ended, session: session, format: format)
    let undo = step.report.undo(reversible: reversible).map { $0 + "\n" }.joined()
    step.finish(step.report.text(.written) + undo, wrote: ended.contains { !$0.files.isEmpty })
    return ended.map(\.files.count) == plans.map(\.files.count)
  }

  /// Prints the diff alone on standard output, so that other programs can take it.
  private func show() {
    switch format {
    case .json:
      StandardStreams.write(JSONReport(inspection, plans: plans).bytes, to: .output)
    case .text:
      let bytes = inspection.diff(of: plans)
      if StandardStreams.isTerminal(1) {
        StandardStreams.write(style.diff(bytes) + "\n", to: .output)
      } else {
        StandardStreams.write(bytes, to: .output)
      }
      session.tell(ApplyReport(inspection, plans, style: TextStyle()).text(.notWritten))
    }
  }

  private func finish(_ text: String, wrote: Bool) {
    switch format {
    case .json: StandardStreams.write(JSONReport(inspection, plans: plans, wrote: wrote).bytes, to: .output)
    case .text: tell(text)
    }
  }

  private func tell(_ text: String) { StandardStreams.write(text, to: .output) }
}
