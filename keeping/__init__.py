"""What is kept and for how long: retention, deletion, legal hold, and everything about one person."""
