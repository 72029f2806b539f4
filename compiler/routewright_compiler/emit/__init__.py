"""From a policy to the configuration of a target, checked and proved before anybody writes it."""
