package org.tidewatch.archive;

import java.time.Instant;

/** One measurement of one gauge. */
public record Reading(String station, Instant taken, int levelInMillimetres) {}
