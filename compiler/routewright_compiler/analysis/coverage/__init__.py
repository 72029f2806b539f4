"""Who is there when: hours without anybody, SLA targets nobody can meet, days over the caps.

Time is a set of half-open intervals of UTC instants (`intervals`), so nothing is sampled.
`Presence` says when reps are at work, `Asking` when a decision can come to be tried; `uncovered`,
`unmeetable` and `capacity` put the two together. Today is given, never read.
"""
