"""The classes of tokens, one file each: what they look like in running text, and how a say-as of theirs is read."""
