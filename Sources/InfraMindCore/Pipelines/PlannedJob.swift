/// One job of a pipeline whose size is to be chosen together with those of the others.
package struct PlannedJob: Hashable, Sendable {
  /// One size that it could have.
  package struct Option: Hashable, Sendable {
    /// The machine.
    package var machine: Runner
    /// Expected time from being ready to the end, in seconds: waiting for a machine and running.
    package var seconds: Double
    /// Expected bill of a run, in dollars.
    package var dollars: Double

    /// States what a size takes and costs.
    package init(machine: Runner, seconds: Double, dollars: Double) {
      self.machine = machine
      self.seconds = seconds
      self.dollars = dollars
    }
  }

  /// The job's name as people see it.
  package var name: String
  /// Places, in the list of all jobs, of those that it waits for.
  package var needs: [Int]
  /// Its sizes; one for a job whose size stays as it is. Not empty.
  package var options: [Option]
  /// Place in ``options`` of today's size.
  package var today: Int

  /// Describes a job.
  package init(name: String, needs: [Int], options: [Option], today: Int) {
    self.name = name
    self.needs = needs
    self.options = options
    self.today = today
  }
}
