"""Who and what: the tree with people and posts, the register, who is told."""
