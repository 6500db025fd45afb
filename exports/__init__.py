"""Plain snapshot in, bytes out: Word documents, calendar files and QR codes."""
