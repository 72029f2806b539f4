"""`run`: a policy over many records, streamed from a reader through decisions to a writer."""
