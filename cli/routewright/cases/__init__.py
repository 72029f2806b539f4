"""Cases files: records in a table, each with what must come out of it.

`inbound.cases.csv` or `inbound.cases.jsonl` beside `inbound.route` has the columns of the records
and, with `expect_` before them, those that `run` adds. So a run that was looked through becomes a
test: `routewright run inbound.route --records leads.csv --prefix expect_ --output
inbound.cases.csv`.
"""
