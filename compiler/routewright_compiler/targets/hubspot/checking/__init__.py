"""What is wrong with a flow body: its shape by tags, and all that no schema sees."""
