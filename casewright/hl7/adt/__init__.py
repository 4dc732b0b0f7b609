"""One ADT message becomes facts about a person and a stay: plain values in, plain values out."""
