"""What Today is made of, in plain values: lines as they are read, rows as they are shown, news in
words, and ways of seeing less. The statements themselves are asked by the queries."""
