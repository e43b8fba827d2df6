"""Network files from elsewhere: inspected, opened safely, rebuilt."""
