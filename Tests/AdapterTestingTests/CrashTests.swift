internal import AdapterTesting
internal import Testing

@Suite struct CrashTests {
  @Test func `an adapter that crashes on a file cut off is found out`() async {
    await #expect(processExitsWith: .failure) {
      _ = AdapterLaw.readingSurvivesAnything.failures(of: .toy(.crashesOnFilesCutOff))
    }
  }
}
