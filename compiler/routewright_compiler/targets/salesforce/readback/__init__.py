"""What a configuration does, said again in the words of the policy that it should come from."""
