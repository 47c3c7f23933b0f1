"""`instep chaos`: what becomes of a broadcast while bots are killed and calls break, judged at the receiving end."""
