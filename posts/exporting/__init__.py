"""Files out: posts at the names they came by, byte for byte where nothing changed."""
