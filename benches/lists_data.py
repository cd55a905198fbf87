"""Made-up digests, names of files and a list in VICS, with what is to be found in them."""

import json
import random
import string

import numpy as np


def digests(count):
    """Random MD5, and as many queries of which every second one is among them."""
    chance = np.random.default_rng(4)
    stored = chance.integers(0, 256, (count, 16), np.uint8)
    queries = chance.integers(0, 256, (count, 16), np.uint8)
    queries[::2] = stored[chance.permutation(count)[: len(queries[::2])]]
    return stored, queries


def file_names(names=1_000_000, partials=10_000):
    """Names of files, one in a hundred of which holds one of the partial names, in other letters.

    The partial names are of seven to fourteen signs and begin and end with a letter, so that what
    stands around them does not change them.
    """
    chance = random.Random(3)
    signs = string.ascii_lowercase + string.digits + "_-"

    def word(least, most):
        return "".join(chance.choices(signs, k=chance.randint(least, most)))

    def partial():
        ends = chance.choices(string.ascii_lowercase, k=2)
        return ends[0] + word(5, 12) + ends[1]

    wanted = sorted({partial() for _ in range(partials)})
    out, planted = [], 0
    for at in range(names):
        name = word(12, 36)
        if at % 100 == 0:
            cut = chance.randint(0, len(name))
            name = name[:cut] + " " + chance.choice(wanted).upper() + " " + name[cut:]
            planted += 1
        out.append(name + chance.choice([".jpg", ".JPG", ".png", ".mp4", ".avi"]))
    return wanted, out, planted


def vics(size, piece=1 << 22):
    """A hash set in VICS 2.0 of about so many bytes, in pieces, with the traps of real ones."""
    chance = random.Random(5)
    head = "http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/US/$metadata#Media"
    text = ['\ufeff{"@odata.context":' + json.dumps(head) + ',"value":[']
    made, number, waiting = 0, 0, 0
    while made + waiting < size:
        number += 1
        media = {
            "MediaID": number,
            "Category": chance.choice([0, 1, 2, 5, None]),
            "MD5": f"{chance.getrandbits(128):032X}",
            "SHA1": f"{chance.getrandbits(160):040X}",
            "MediaSize": chance.randint(1_000, 9_000_000),
            "MimeType": "image/jpeg",
            "DateUpdated": chance.choice(
                ["2020-03-14T09:00:00Z", "/Date(1577836800000)/", "3/14/2020"]
            ),
            "VictimIdentified": chance.choice([True, "true", "False"]),
            "IsDistributed": chance.choice(["True", False]),
            "Series": f"V-{chance.randint(1, 5_000)}",
            "Tags": "made up",
            "Comments": "nothing that is anywhere",
            "RelativeFilePath": f"seizure\\disk {number % 7}\\IMG_{number}.jpg",
            "AlternativeHashes": [
                {"HashName": "PDQ", "HashValue": f"{chance.getrandbits(256):064X}"}
            ],
            "MediaFiles": [
                {
                    "MD5": "",
                    "FileName": f"IMG_{number}.jpg",
                    "FilePath": f"C:\\x\\IMG_{number}.jpg",
                }
            ],
            "Miniature": "A" * 240,
        }
        if number % 10_000 == 0:
            media["MD5"] = "broken"
        part = ("," if number > 1 else "") + json.dumps(media)
        text.append(part)
        waiting += len(part)
        if waiting > piece:
            yield "".join(text).encode()
            made, waiting, text = made + waiting, 0, []
    yield ("".join(text) + "]}").encode()
