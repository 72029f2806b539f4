"""Readers and writers of records: CSV, JSON Lines and Parquet, streamed in chunks of rows."""
