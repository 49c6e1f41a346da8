"""Verifies every DKIM signature of messages with dkimpy: a JSON of records by name, then files; prints one JSON a line."""
import json
import sys

import dkim

records = json.loads(sys.argv[1])


def lookup(name, timeout=5):
    return records.get(name.decode().rstrip("."), "").encode()


for path in sys.argv[2:]:
    with open(path, "rb") as file:
        message = dkim.DKIM(file.read())
    count = sum(1 for name, _ in message.headers if name.lower() == b"dkim-signature")
    print(json.dumps([message.verify(idx=index, dnsfunc=lookup) for index in range(count)]))
