package import InfraMindCore

extension ModelFolder {
  /// The models that serve, and those on trial; of one that cannot be used it is told why, and it is stood in for.
  ///
  /// - Parameter tell: Takes a sentence.
  package func served(tell: (_ sentence: String) -> Void) -> NextRuns.Served {
    var served = NextRuns.Served()
    let register: ModelRegister
    do throws(ModelFileError) {
      register = try self.register()
    } catch {
      tell("no trained model is used: \(error.message)")
      return served
    }
    for purpose in ModelPurpose.allCases {
      let current = register.current(purpose)
      served[purpose] = current.flatMap { usable($0, purpose, tell) }
      guard let trial = register.challenger(purpose), let model = usable(trial.model, purpose, tell) else {
        continue
      }
      served.trials[purpose] = NextRuns.Trial(
        model: model, assignment: VariantAssignment(of: trial.model, against: current, share: trial.share))
    }
    return served
  }

  private func usable(
    _ id: String, _ purpose: ModelPurpose, _ tell: (_ sentence: String) -> Void
  ) -> TreeModel? {
    do throws(ModelFileError) {
      let manifest = try manifest(of: id)
      guard manifest.purpose == purpose, manifest.features.map(\.name) == purpose.features.map(\.name) else {
        tell("the model \(id) is of another version's features: train again")
        return nil
      }
      return try trees(of: manifest)
    } catch {
      tell("the model \(id) is left out: \(error.message)")
      return nil
    }
  }
}
