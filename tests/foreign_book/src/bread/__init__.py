"""What the chapters compute with."""
