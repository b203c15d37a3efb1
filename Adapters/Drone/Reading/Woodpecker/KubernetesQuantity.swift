internal import AdapterKit
internal import InfraMindCore

/// An amount as Kubernetes spells it: `100m`, `0.5`, `200Mi`, `2G`, `1e9`.
///
/// - SeeAlso: Kubernetes, `apimachinery/pkg/api/resource`.
struct KubernetesQuantity {
  /// In whole units: CPUs, or bytes.
  let value: Double
  /// What stands behind the number; an exponent counts as none.
  let unit: String

  private static let factors: [String: Double] = [
    "": 1, "n": 1e-9, "u": 1e-6, "m": 1e-3, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18,
    "Ki": 1024, "Mi": 1_048_576, "Gi": 1_073_741_824, "Ti": 1_099_511_627_776, "Pi": 1_125_899_906_842_624,
  ]

  /// `nil` for what is no amount, or less than nothing.
  init?(_ text: String) {
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    var rest = text.dropFirst(digits.count)
    var power = 0.0
    if rest.count > 1, let sign = rest.first, sign == "e" || sign == "E" {
      guard let exponent = Int(rest.dropFirst()), abs(exponent) < 30 else { return nil }
      power = Double(exponent)
      rest = ""
    }
    guard let number = Double(digits), let factor = Self.factors[String(rest)] else { return nil }
    var scaled = number * factor
    for _ in 0..<Int(abs(power)) { scaled = power > 0 ? scaled * 10 : scaled / 10 }
    guard scaled.isFinite, scaled >= 0, scaled < 1e16 else { return nil }
    value = scaled
    unit = String(rest)
  }

  /// CPUs, in thousandths where the text that stands there counts them, or where they are no whole number.
  static func text(cpus: Double, like old: String?) -> String {
    let isWhole = cpus == cpus.rounded()
    let hasThousandths = old?.hasSuffix("m") == true
    return isWhole && !hasThousandths ? "\(Int(cpus))" : "\(Int((cpus * 1000).rounded()))m"
  }

  /// Memory, in the unit that stands there if it is one of mebibytes and says it in a whole number.
  static func text(_ memory: MemorySize, like old: String?) -> String {
    let mebibytes = memory.bytes / 1_048_576
    guard memory.bytes % 1_048_576 == 0 else { return "\(memory.bytes)" }
    let isInMebibytes = old?.hasSuffix("Mi") == true
    return mebibytes % 1024 == 0 && !isInMebibytes ? "\(mebibytes / 1024)Gi" : "\(mebibytes)Mi"
  }
}
