"""What the pages of the menu Train show."""
