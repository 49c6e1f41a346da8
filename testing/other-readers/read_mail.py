"""Reads each message named on the command line with Python's own parser and prints what it found, one JSON a line."""
import email
import email.policy
import json
import sys


def text(value):
    """Python hands UTF-8 octets of a header through as it found them; here they are read."""
    return value.encode("utf-8", "surrogateescape").decode("utf-8")


for path in sys.argv[1:]:
    with open(path, "rb") as file:
        message = email.message_from_binary_file(file, policy=email.policy.SMTP)
    to = message["to"].addresses[0]
    print(json.dumps({
        "subject": str(message["subject"]),
        "to": {"name": to.display_name, "address": text(to.addr_spec)},
        "from": message["from"].addresses[0].display_name,
        "text": message.get_body(("plain",)).get_content(),
        "html": message.get_body(("html",)).get_content(),
        "defects": [str(defect) for part in message.walk() for defect in part.defects],
    }))
