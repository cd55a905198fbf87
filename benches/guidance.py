"""The prevention library: is the answer among the first three, how fast, and is it handed over?"""

import json
import time
from pathlib import Path

from caselink.guidance import Guidance

HELD = Path(__file__).parents[1] / "core/tests/guidance/held.json"
ROUNDS = 20


def measure() -> dict[str, object]:
    """100 held questions in other words than the entries, and 20 that are about something else."""
    held = json.loads(HELD.read_text(encoding="utf-8"))
    begun = time.process_time()
    guidance = Guidance.starter()
    built = time.process_time() - begun
    questions = [one["question"] for one in held["questions"]]
    answers = [guidance.search(question) for question in questions]
    places = []
    for one, answer in zip(held["questions"], answers, strict=True):
        ids = [entry["id"] for entry in answer["found"]]
        places.append(next((at for at, id in enumerate(ids) if id in one["right"]), None))
    begun = time.process_time()
    for _ in range(ROUNDS):
        for question in questions:
            guidance.search(question)
    spent = (time.process_time() - begun) / (ROUNDS * len(questions))
    return {
        "questions": len(questions),
        "entries": len(guidance),
        "top_3": round(sum(place is not None for place in places) / len(places), 3),
        "top_1": round(sum(place == 0 for place in places) / len(places), 3),
        "handed_over": sum(answer["weak"] for answer in answers),
        "elsewhere": len(held["elsewhere"]),
        "elsewhere_handed_over": sum(guidance.search(q)["weak"] for q in held["elsewhere"]),
        "ms": round(spent * 1_000, 3),
        "build_ms": round(built * 1_000, 1),
    }


JOBS = {"guidance": measure}
