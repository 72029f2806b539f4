"""What is wrong with a policy that compiled: its examples, its promises, its style, its rules."""
