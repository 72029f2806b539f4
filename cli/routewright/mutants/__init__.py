"""`test --mutants`: small changes to a policy, and which of them no test notices."""
