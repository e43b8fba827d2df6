"""What surrounds every page: title, login, teacher mode, the browser’s own behaviour."""
