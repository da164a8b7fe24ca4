"""What the AWS CLI makes of credentials files, by the code it reads them with (botocore).

Reads a JSON list of cases from standard input, and prints a JSON list of what is wrong. A case has the
text before (`old`), the text after (`new`; null: it was left alone), who was said to be unable to read
it (`reader`), and the profile and the key that were put into it.
"""

import json
import os
import sys
import tempfile

import botocore.configloader
import botocore.credentials
import botocore.exceptions

OURS = {"aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_security_token"}


def parse(path, text):
    with open(path, "wb") as file:
        file.write(text.encode())
    try:
        return botocore.configloader.raw_config_parse(path)
    except botocore.exceptions.ConfigParseError:
        return None


def rest(path, text, profile):
    """Everything but the keys of the profile; one that is not there has what is every profile's."""
    found = parse(path, text)
    if profile not in found:
        found = parse(path, f"{text}\n[{profile}]\n")
    own = {name: value for name, value in found.pop(profile).items() if name not in OURS}
    return found, own


def wrong(case, path):
    profile = case["profile"]
    before = parse(path, case["old"])
    if case["new"] is None:
        if case["reader"] == "cli" and before is not None:
            return "it is said that the AWS CLI cannot read it, and it can"
        return None
    if before is None:
        return "the AWS CLI cannot read it, and it was edited"
    if parse(path, case["new"]) is None:
        return "the AWS CLI cannot read it any more"
    if rest(path, case["old"], profile) != rest(path, case["new"], profile):
        return "something else changed"
    parse(path, case["new"])
    found = botocore.credentials.SharedCredentialProvider(path, profile).load()
    if found is None:
        return "the AWS CLI finds no key in the profile"
    if (found.access_key, found.secret_key, found.token) != (case["id"], case["secret"], None):
        return "the AWS CLI finds another key in the profile"
    return None


def main():
    cases = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "credentials")
        found = [(case, wrong(case, path)) for case in cases]
    json.dump([{"case": case, "wrong": what} for case, what in found if what], sys.stdout)


main()
