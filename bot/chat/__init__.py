"""The neutral vocabulary of chat: messages, forms, what comes in, and the answer to whoever acted."""
