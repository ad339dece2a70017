"""What comes into contracts from outside: documents and lists."""
