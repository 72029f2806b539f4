"""What every target shares: the forms of an emission and the expansion of a policy into lines."""
