"""Listening: messages over MLLP, each answered only after it is kept."""
