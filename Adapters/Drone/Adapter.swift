public import AdapterKit
public import InfraMindCore

/// Drone 1 and 2, with the several documents of `.drone.yml`, and Woodpecker, with a workflow in each file.
public struct Drone: CIAdapter, Sendable {
  /// Creates the adapter; it has no settings.
  public init() {}

  /// `drone`.
  public static var platform: Platform { .drone }

  /// `Drone and Woodpecker`.
  public static var displayName: String { "Drone and Woodpecker" }

  /// Pods by what they request, and the droplets that a slug names. All other machines are the user's own.
  public var runnerCatalog: any RunnerCatalog { DroneCatalog.standard }
}
