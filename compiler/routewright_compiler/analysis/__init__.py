"""The exact analysis: what a policy can and can never do, as facts with records to prove them.

A policy's fields are cut into classes that no condition can tell apart, its conditions become boxes
over these classes, and every question becomes one search: is there a record inside this box and
outside all those? `policy_facts.Facts` is the body of answers that the finding rules read.
"""
