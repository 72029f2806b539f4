"""From a record's values to the branch that decides: plain evaluation and the fast matcher."""
