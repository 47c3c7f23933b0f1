"""What spares an author writing twice: templates, drafts that are kept and handed over, and using an update again."""
