"""Small changes to a policy that its tests ought to notice, tried one at a time.

    files of a policy -> mutants -> the decision graph of each -> its tests

A mutant is an edit of the text: a bound moved by its smallest step, `>=` for `>`, `or` for `and`, a
member of a list left out, two rules in the other order, another team. The syntax tree is changed
alike and only what changed is checked again, so a mutant costs a hundredth of a compilation. A
mutant that no test notices is compared with the policy exactly: either both decide every record
alike, and it does not count, or there is a record that a test should have (`survey`). The idea is
that of mutation testing (DeMillo, Lipton, Sayward, 1978), with the equivalent mutants, which are
its trouble elsewhere, told apart by proof.
"""
