"""The compiler: files to a policy and its decision graph, and what is wrong with them.

Read `pipeline.py` first.
"""
