"""The live board: the log (the one door), cards, scale, statements, stage, door and closing."""
