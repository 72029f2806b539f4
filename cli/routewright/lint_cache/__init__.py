"""What an unchanged `lint` found the last time, so that it is not worked out again.

    files read + settings + records + days + options + the tool itself  ->  findings

An entry belongs to one call (folder, policies, options) of one tool (its own source, Python, the
installed packages) and names every file that the call read, each with the digest of its content.
It counts only where all of them still read the same, so nothing stale is ever shown. It holds the
findings as data, from before a baseline and a format are chosen: every format gives the bytes that
it would have given. An entry that is damaged or cannot be read or written costs time, never a lint.
"""
