"""The same question put in other ways: politely, inside another sentence, with its words in another order.

`When does the museum open?` becomes `Can you tell me when the museum opens?`. For training only; a question for which
no rule fits stays as it is.
"""

import random
import re

_BEFORE = (
    "Can you tell me {}?",
    "Could you tell me {}?",
    "Do you know {}?",
    "I would like to know {}.",
    "Tell me {}.",
    "Please say {}.",
    "I wonder {}.",
    "Does the text say {}?",
    "It would be good to know {}.",
    "Find out {}.",
    "We want to know {}.",
)
_WHOLE = (
    "According to the text, {}",
    "Please tell me: {}",
    "One question: {}",
    "Quick question: {}",
    "Going by the text, {}",
    "And {}",
    "So {}",
    "Excuse me, {}",
)
_IS = "is|was|are|were|can|could|should|must|will|has|had"
_VERBS = f"{_IS}|do|does|did"
_THIRD = {"have": "has", "do": "does", "go": "goes"}


def put_otherwise(rng: random.Random, question: str, name: str) -> str:
    """The question about the subject `name` in a frame drawn by lot."""
    if rng.random() < 0.6 and (inside := indirect(question, name)):
        return rng.choice(_BEFORE).format(inside)
    if question.endswith("?"):
        return rng.choice(_WHOLE).format(question[0].lower() + question[1:])
    return question


def indirect(question: str, name: str) -> str | None:
    """The question as it stands inside a sentence: `when the museum opens`; None where no rule fits."""
    subject = re.escape(name)
    if found := re.fullmatch(rf"([^?]*?) ({_IS}) ({subject})( [^?]+)?\?", question, re.IGNORECASE):
        asked, verb, who, rest = found.groups()
        inside = f"{asked} {who} {verb}{rest or ''}"
    elif found := re.fullmatch(rf"([^?]*?) does ({subject}) (\w+)([^?]*)\?", question, re.IGNORECASE):
        asked, who, verb, rest = found.groups()
        inside = f"{asked} {who} {third_person(verb)}{rest}"
    elif found := re.fullmatch(
        rf"(what|who|where|when) (is|was) ((?:the |an? )?[^?]*{subject}[^?]*)\?", question, re.I
    ):
        asked, verb, what = found.groups()
        inside = f"{asked} {what} {verb}"
    elif found := re.fullmatch(rf"(who|what|which \w+|how many \w+) (?!(?:{_VERBS}) )([^?]+)\?", question, re.I):
        inside = " ".join(found.groups())
    else:
        return None
    return inside[0].lower() + inside[1:]


def third_person(verb: str) -> str:
    """`opens` for `open`."""
    if verb in _THIRD:
        return _THIRD[verb]
    if re.search("[^aeiou]y$", verb):
        return f"{verb[:-1]}ies"
    return f"{verb}es" if verb.endswith(("s", "sh", "ch", "x", "z")) else f"{verb}s"
