"""Files to declarations: `use`, names, and circles among them."""
