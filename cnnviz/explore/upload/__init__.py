"""Network files from elsewhere: inspected, opened without harm, rebuilt."""
