"""The languages, one file each: tables that a linguist can read, and what a table cannot say."""
