package import FoundationEssentials

/// What is known of a model beside its trees: where it comes from, what it needs and how well it did.
package struct ModelManifest: Hashable, Sendable {
  /// The form that is written and read.
  package static let formatVersion = 1

  /// Name of the model, unique in its folder.
  package var id: String
  /// What it predicts.
  package var purpose: ModelPurpose
  /// When it was trained.
  package var trained: Date
  /// Version of the program that trained it.
  package var codeVersion: String
  /// Version of LightGBM that trained it, if known.
  package var libraryVersion: String?
  /// The model that it continues; `nil` if it was begun anew.
  package var parent: String?
  /// When the first and the last run began that it was trained on.
  package var window: ClosedRange<Date>
  /// How many rows it was trained on, without those of its parents.
  package var rows: Int
  /// The features in the order of a row, with how they were spread.
  package var features: [FeatureProfile]
  /// Which of the features are categories.
  package var categories: [String]
  /// Words of the training's settings, such as `learning_rate` and `0.05`.
  package var settings: [Setting]
  /// How it did on runs later than those it was trained on, beside what it was compared with.
  package var measured: Measured
  /// SHA-256 of the trees' text, 64 hexadecimal digits.
  package var checksum: String

  /// A word of the settings.
  package struct Setting: Hashable, Sendable {
    /// The word.
    package var name: String
    /// Its value.
    package var value: String

    /// States a setting.
    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// Figures of one replay.
  package struct Measured: Hashable, Sendable {
    /// Runs predicted.
    package var runs: Int
    /// Mean loss, as ``ModelPurpose/lossName`` calls it.
    package var loss: Double
    /// Standard deviation of single losses.
    package var deviation: Double
    /// Mean losses of others on the same runs, by name.
    package var others: [Other]

    /// One that it was compared with.
    package struct Other: Hashable, Sendable {
      /// Its name: a rule, or a model's id.
      package var name: String
      /// Its mean loss.
      package var loss: Double

      /// States a figure.
      package init(_ name: String, loss: Double) {
        self.name = name
        self.loss = loss
      }
    }

    /// States figures.
    package init(runs: Int, loss: Double, deviation: Double, others: [Other]) {
      self.runs = runs
      self.loss = loss
      self.deviation = deviation
      self.others = others
    }
  }

  /// States what is known of a model.
  package init(
    id: String, purpose: ModelPurpose, trained: Date, codeVersion: String, libraryVersion: String?,
    parent: String?,
    window: ClosedRange<Date>, rows: Int, features: [FeatureProfile], categories: [String],
    settings: [Setting],
    measured: Measured, checksum: String
  ) {
    self.id = id
    self.purpose = purpose
    self.trained = trained
    self.codeVersion = codeVersion
    self.libraryVersion = libraryVersion
    self.parent = parent
    self.window = window
    self.rows = rows
    self.features = features
    self.categories = categories
    self.settings = settings
    self.measured = measured
    self.checksum = checksum
  }

  /// The name of a model: its purpose, when it was trained and the beginning of its checksum.
  package static func id(_ purpose: ModelPurpose, trained: Date, checksum: String) -> String {
    let time = Timestamp.text(of: trained).prefix(19).filter { $0.isNumber || $0 == "T" }
    return "\(purpose.rawValue)-\(time)-\(checksum.prefix(8))"
  }

  /// Whether a text can be a model's name: letters, digits, `-` and `.`, at most 100, not beginning with a
  /// dot, so that it names nothing outside of its folder.
  package static func isID(_ text: String) -> Bool {
    (1...100).contains(text.utf8.count) && text.utf8.first != UInt8(ascii: ".")
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."):
          true
        default: false
        }
      }
  }
}
