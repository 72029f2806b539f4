"""Findings that an author allows, in a comment and with a reason.

    # routewright: allow unreachable-rule because the rule opens in May
    # routewright: allow mixed-and-or in this file because the import writes them so

On a line of its own the comment speaks of the declaration, rule or line below; behind something, of
its own line.
"""
