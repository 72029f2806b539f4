"""Two policies compared exactly: which records they decide differently, and the proof of the rest.

Both are encoded over one space of classes, cut by the conditions of both, and their first-match
lists become one sequence, in which lines that ask and give the same stand once. A record whose
first line in this sequence is a common one is decided alike; so only the lines of one side alone
are asked about, each against the lines of the other side behind it, and a small edit of a large
policy costs what it touches. (After the comparison of firewalls by Liu and Gouda, 2008, with the
hole search in the place of decision diagrams.) Start with `comparison.compare`.
"""
