"""What goes on inside a trained network?  Models and arrays in, arrays out."""
