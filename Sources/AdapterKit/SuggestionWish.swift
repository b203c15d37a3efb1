public import InfraMindCore

/// What an adapter makes of a suggestion before it plans the edits: the suggestion with its job, its place,
/// and what it wants in the platform's words.
public protocol SuggestionWish {
  /// The suggestion that is to be answered.
  var suggestion: Suggestion { get }
}

extension [Suggestion] {
  /// Answers each suggestion once, in the order of their ids; refuses those that are for people only.
  ///
  /// - Parameter answer: The outcome; `nil` if it is planned later, together with others. What it throws
  ///   becomes the outcome.
  /// - Returns: The outcomes so far.
  public func answered(
    by answer: (Suggestion) throws(RefusedEdit) -> EditOutcome?
  ) -> [SuggestionID: EditOutcome] {
    var outcomes: [SuggestionID: EditOutcome] = [:]
    var seen: Set<SuggestionID> = []
    for suggestion in sorted(by: { $0.id < $1.id }) where seen.insert(suggestion.id).inserted {
      do throws(RefusedEdit) {
        if let reason = suggestion.adviceOnly { throw .adviceOnly(reason, at: suggestion.position) }
        outcomes[suggestion.id] = try answer(suggestion)
      } catch {
        outcomes[suggestion.id] = .refused(error.refusal)
      }
    }
    return outcomes
  }
}

/// Wishes that are planned together, because a place in a file may rule the jobs of several of them and is
/// edited only if all of these agree.
public struct JointPlan<Wish: SuggestionWish, Plan> {
  /// What could be planned, in the order of the wishes.
  public private(set) var planned: [(wish: Wish, plan: Plan)] = []
  /// The refusals of all others.
  public private(set) var outcomes: [SuggestionID: EditOutcome] = [:]

  /// Plans in rounds: a refusal may leave a place without the consent of all whom it rules, so what is left
  /// is planned again until nothing more is refused.
  ///
  /// - Parameters:
  ///   - wishes: In an order that stays.
  ///   - consent: What the wishes of a round want, for the plans to look at.
  ///   - plan: The plan of one wish; what it throws becomes the outcome.
  public init<Consent>(
    _ wishes: [Wish], consent: ([Wish]) -> Consent, plan: (Wish, Consent) throws(RefusedEdit) -> Plan
  ) {
    var open = wishes
    repeat {
      planned = []
      let agreed = consent(open)
      for wish in open {
        do throws(RefusedEdit) {
          planned.append((wish, try plan(wish, agreed)))
        } catch {
          outcomes[wish.suggestion.id] = .refused(error.refusal)
        }
      }
      guard planned.count < open.count else { return }
      open = planned.map(\.wish)
    } while true
  }
}

extension [FileEdit] {
  /// One element per file in the order of their first edits, each edit once.
  public var joinedByFile: [FileEdit] {
    var joined: [FileEdit] = []
    for change in self {
      guard let place = joined.firstIndex(where: { $0.file == change.file }) else {
        joined.append(change)
        continue
      }
      joined[place].edits += change.edits.filter { !joined[place].edits.contains($0) }
    }
    return joined
  }
}
