"""Two versions of a policy: what a change does, in the words of the policy, each claim proved.

`policy_diff.diff_policies` is the way in. Regions of records that change hands come from the exact
comparison (`analysis.comparison`); people, teams and calendars are compared as they are declared.
"""
