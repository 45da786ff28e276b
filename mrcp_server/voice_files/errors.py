"""What can be wrong with files that are to be voices."""


class VoiceFilesError(Exception):
    """They cannot be added, or taken away; the text says why, and names the file."""
