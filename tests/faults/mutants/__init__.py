"""Does a test notice when a guard is gone? Each mutant is the tree without one guard.

`python -m tests.faults.mutants [name ...]` removes it in a copy and runs the tests named for it,
every one of which must fail there and pass in a copy without a change.
"""
