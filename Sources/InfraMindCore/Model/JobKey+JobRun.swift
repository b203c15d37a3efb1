extension JobKey {
  /// The job of a run as the history tells it: by its reported name where no message told the id, and with every value of
  /// its matrix.
  package init(_ run: JobRun) {
    self.init(
      platform: run.platform, repository: run.repository, pipeline: run.pipeline,
      job: run.job.isEmpty ? run.name ?? "" : run.job, variant: JobVariant(run.matrix))
  }
}
