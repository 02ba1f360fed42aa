"""Which statistical question have you got? Every analysis of the registry on a page: asked, answered, drawn."""
