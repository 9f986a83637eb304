"""What is run: replications, serial or in processes, kept as they finish and never run twice."""
