"""What is wrong with Salesforce files: the schema of our types, and what no schema sees."""
