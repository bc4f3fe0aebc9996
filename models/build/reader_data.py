"""Examples for the reader: questions with a text around their answer, split by article across all languages.

Data (see models/README.md for sources and licences), each in a folder of its own under --data:
    xquad/xquad.<language>.json    even articles only; the odd ones are kept for judging
    jaquad/*.json                  SQuAD's format
    nq-open-oracle.jsonl.gz        questions with their oracle passage
    bench/<set>/                   the sets of ../shared/bench that name exact answers
    recall/<set>.jsonl             optional: what `recollect batch` found, for hard negatives
"""

import gzip
import hashlib
import json
import pathlib
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

LANGUAGES = ("ar", "de", "el", "en", "es", "hi", "ro", "ru", "th", "tr", "vi", "zh")
# Question in the first language over the paragraph in the second: what a person meets who asks in their own language.
CROSS = (("zh", "en"), ("de", "en"), ("es", "en"), ("en", "zh"), ("en", "de"), ("zh", "de"), ("zh", "ru"))
BENCH = ("cmrc", "drcd", "policyqa", "covidqa", "chunkeval")
# UTF-16 offsets come with the bench; texts beyond the basic plane would shift them.
AROUND = 1400
LONGEST_ANSWER = 300


@dataclass(frozen=True)
class Example:
    question: str
    text: str
    # Characters of text; None where the text does not answer.
    answer: tuple[int, int] | None
    article: str
    source: str


def part_of(article: str) -> str:
    """'train', 'calibration' or 'test': the same for an article in every language."""
    if article.startswith("xquad-"):
        # Few articles, so they are dealt out: of the 24 even ones two are tested and one calibrates.
        return {0: "test", 12: "calibration", 24: "test"}.get(int(article.removeprefix("xquad-")), "train")
    bucket = int(hashlib.sha256(article.encode()).hexdigest(), 16) % 20
    return "test" if bucket < 2 else "calibration" if bucket == 2 else "train"


def load(folder: pathlib.Path, seed: int) -> list[Example]:
    """All examples, negatives among them, in an order that hangs on the seed alone."""
    draw = random.Random(seed)
    examples = [
        *_xquad(folder / "xquad", draw),
        *_squad(folder / "jaquad", "jaquad", draw),
        *_oracle(folder / "nq-open-oracle.jsonl.gz"),
        *(example for name in BENCH for example in _bench(folder / "bench" / name, folder / "recall", draw)),
    ]
    draw.shuffle(examples)
    return examples


def _negatives(paragraphs: list[tuple[str, list[dict]]], article: str, source: str, draw: random.Random, share: float):
    """Questions with another paragraph of their article that lacks the answer."""
    for index, (_, questions) in enumerate(paragraphs):
        for question in questions:
            if len(paragraphs) < 2 or draw.random() > share:
                continue
            other = paragraphs[draw.choice([i for i in range(len(paragraphs)) if i != index])][0]
            if question["answers"][0]["text"] not in other:
                yield Example(question["question"], other, None, article, source)


def _span(question: dict, text: str) -> tuple[int, int] | None:
    answer = question["answers"][0]
    start = answer["answer_start"]
    end = start + len(answer["text"])
    if text[start:end] != answer["text"] or end - start > LONGEST_ANSWER:
        return None
    return start, end


def _xquad(folder: pathlib.Path, draw: random.Random) -> Iterator[Example]:
    read = {}
    for language in LANGUAGES:
        data = json.loads((folder / f"xquad.{language}.json").read_text(encoding="utf-8"))["data"]
        read[language] = [
            [(p["context"], p["qas"]) for p in article["paragraphs"]] for article in data
        ]
    for number in range(0, len(read["en"]), 2):
        article = f"xquad-{number}"
        for language in LANGUAGES:
            yield from _positives(read[language][number], read[language][number], article, f"xquad-{language}")
            yield from _negatives(read[language][number], article, f"xquad-{language}", draw, 0.2)
        for asked, held in CROSS:
            source = f"xquad-{asked}>{held}"
            yield from _positives(read[asked][number], read[held][number], article, source)


def _positives(asked: list, held: list, article: str, source: str) -> Iterator[Example]:
    for (_, questions), (text, answered) in zip(asked, held, strict=True):
        for question, gold in zip(questions, answered, strict=True):
            span = _span(gold, text)
            if span is not None:
                yield Example(question["question"], text, span, article, source)


def _squad(folder: pathlib.Path, source: str, draw: random.Random) -> Iterator[Example]:
    for file in sorted(folder.glob("*.json")):
        for number, article in enumerate(json.loads(file.read_text(encoding="utf-8"))["data"]):
            name = f"{source}-{article.get('title', f'{file.stem}-{number}')}"
            paragraphs = [(p["context"], p["qas"]) for p in article["paragraphs"]]
            yield from _positives(paragraphs, paragraphs, name, source)
            yield from _negatives(paragraphs, name, source, draw, 0.2)


def _oracle(file: pathlib.Path) -> Iterator[Example]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            item = json.loads(line)
            text = item["ctxs"][0]["text"]
            for answer in item["answers"]:
                start = text.find(answer)
                if start >= 0:
                    span = (start, start + len(answer))
                    yield Example(item["question"], text, span, f"nq-{item['ctxs'][0]['title']}", "nq")
                    break


def _bench(folder: pathlib.Path, recall: pathlib.Path, draw: random.Random) -> Iterator[Example]:
    source = folder.name
    texts = {
        str(file.relative_to(folder / "workspace")): file.read_bytes().decode("utf-8")
        for file in sorted((folder / "workspace").rglob("*"))
        if file.is_file()
    }
    recalled = defaultdict(list)
    if (recall / f"{source}.jsonl").is_file():
        for line in (recall / f"{source}.jsonl").read_text(encoding="utf-8").splitlines():
            item = json.loads(line)
            recalled[item["id"]] = item["passages"]
    for line in (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines():
        question = json.loads(line)
        if not question["evidence"] or question["question"].strip() == "":
            continue
        evidence = question["evidence"][0]
        text = texts[evidence["file"]]
        start, end = evidence["start"], evidence["end"]
        if any(ord(character) > 0xFFFF for character in text[:end]) or end - start > LONGEST_ANSWER:
            continue
        article = f"{source}-{evidence['file']}-{_heading(text, start)}"
        left = max(0, start - draw.randrange(AROUND))
        around = text[left : end + AROUND]
        span = (start - left, end - left)
        yield Example(question["question"], around, span, article, source)
        golds = [gold for gold in question["evidence"] if gold["file"] == evidence["file"]]
        for passage in recalled[question["id"]][:12]:
            other = texts[passage["file"]]
            a, b = passage["start"], passage["end"]
            if any(ord(character) > 0xFFFF for character in other[:b]):
                continue
            inside = passage["file"] == evidence["file"] and a <= start and end <= b
            beside = passage["file"] == evidence["file"] and any(a - 200 < g["end"] and g["start"] < b + 200 for g in golds)
            if inside:
                yield Example(question["question"], other[a:b], (start - a, end - a), article, f"{source}-leaf")
            elif not beside and text[start:end] not in other[a:b] and draw.random() < 0.25:
                yield Example(question["question"], other[a:b], None, article, f"{source}-hard")


def _heading(text: str, at: int) -> str:
    """The Markdown heading of level one above an offset: where a file holds many articles, the one it is in."""
    start = 0 if text.startswith("# ") else text.rfind("\n# ", 0, at) + 1
    last = text.rfind("\n# ", 0, at)
    start = last + 1 if last >= 0 else start
    return text[start : text.find("\n", start)] if text.startswith("# ", start) else ""
