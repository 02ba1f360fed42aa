"""How do the analyses meet JSON? One face a group: fields of a case in, fields of the answer out."""
