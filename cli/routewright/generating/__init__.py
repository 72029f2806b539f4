"""`test --generate`: cases for what a policy decides now, a record for every rule and boundary.

    needs -> records that the analysis finds -> decided in order -> a cases file

They pin present behaviour, right or wrong, and want reading.
"""
