"""The agenda of a meeting: composed for whoever reads it, posted everywhere at one minute, and kept up to date."""
