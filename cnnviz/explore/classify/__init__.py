"""The answers of networks to pictures, and how often they are right."""
