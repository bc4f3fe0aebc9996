"""Examples for the reader: questions with a text around their answer, split by article across all languages.

Data (see models/README.md for sources and licences), each in a folder of its own under --data:
    xquad/xquad.<language>.json    even articles only; the odd ones are kept for judging
    jaquad/*.json                  SQuAD's format
    nq-open-oracle.jsonl.gz        questions with their oracle passage
    bench/<set>/                   the sets of ../shared/bench
    recall/<set>.jsonl             optional: what `recollect batch` found, for hard negatives and windows as they are
                                   cut; set `nq` is over the oracle passages, a file each (`<line>.txt`)
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
# Their articles are XQuAD's; only what recall makes of them is taken, since the paragraphs come with XQuAD itself.
BENCH_XQUAD = ("xquad-en", "xquad-zh", "xquad-de", "xquad-zh-over-en")
# Of the passages found for a question, how many are looked at and how many at most become negatives.
FOUND = 12
HARD = 1
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
    articles = _xquad_articles(folder / "xquad")
    examples = [
        *_xquad(folder / "xquad", draw),
        *_squad(folder / "jaquad", "jaquad", draw),
        *_oracle(folder / "nq-open-oracle.jsonl.gz", folder / "recall" / "nq.jsonl", draw),
        *(
            example
            for name in (*BENCH, *BENCH_XQUAD)
            for example in _bench(folder / "bench" / name, folder / "recall", articles, draw)
        ),
        *_unanswerable(folder / "bench" / "clapnq", folder / "recall", draw),
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


def _oracle(file: pathlib.Path, recall: pathlib.Path, draw: random.Random) -> Iterator[Example]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        items = [json.loads(line) for line in lines]
    found = _recalled(recall)
    for number, item in enumerate(items):
        passage = item["ctxs"][0]
        article = f"nq-{passage['title']}"
        for answer in item["answers"]:
            start = passage["text"].find(answer)
            if start >= 0:
                yield Example(item["question"], passage["text"], (start, start + len(answer)), article, "nq")
                break
        others = [items[int(pathlib.Path(p["file"]).stem)]["ctxs"][0] for p in found[f"nq-{number}"]]
        lacking = [
            other["text"]
            for other in others
            if other["title"] != passage["title"]
            and not any(answer.lower() in other["text"].lower() for answer in item["answers"])
        ]
        for text in dict.fromkeys(lacking[:6]):
            if draw.random() < 0.25:
                yield Example(item["question"], text, None, article, "nq-hard")


def _recalled(file: pathlib.Path) -> defaultdict[str, list[dict]]:
    """Passages by the question's id, best first; none where recall has not run."""
    found: defaultdict[str, list[dict]] = defaultdict(list)
    if file.is_file():
        for line in file.read_text(encoding="utf-8").splitlines():
            item = json.loads(line)
            found[item["id"]] = item["passages"][:FOUND]
    return found


def _xquad_articles(folder: pathlib.Path) -> dict[str, str]:
    """By the question's id, which article it is about."""
    data = json.loads((folder / "xquad.en.json").read_text(encoding="utf-8"))["data"]
    return {
        question["id"]: f"xquad-{number}"
        for number, article in enumerate(data)
        for paragraph in article["paragraphs"]
        for question in paragraph["qas"]
    }


def _texts(folder: pathlib.Path) -> dict[str, str]:
    """Texts whose offsets are the same in UTF-16 and here, cut at the first character beyond the basic plane."""
    texts = {}
    for file in sorted((folder / "workspace").rglob("*")):
        if file.is_file():
            text = file.read_bytes().decode("utf-8")
            end = next((at for at, character in enumerate(text) if ord(character) > 0xFFFF), len(text))
            texts[str(file.relative_to(folder / "workspace"))] = text[:end]
    return texts


def _questions(folder: pathlib.Path) -> list[dict]:
    return [json.loads(line) for line in (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()]


def _bench(
    folder: pathlib.Path, recall: pathlib.Path, articles: dict[str, str], draw: random.Random
) -> Iterator[Example]:
    source = folder.name
    texts = _texts(folder)
    recalled = _recalled(recall / f"{source}.jsonl")
    for question in _questions(folder):
        if not question["evidence"] or question["question"].strip() == "":
            continue
        evidence = question["evidence"][0]
        text = texts[evidence["file"]]
        start, end = evidence["start"], evidence["end"]
        if end > len(text) or end - start > LONGEST_ANSWER:
            continue
        article = articles.get(question["id"].rpartition("-")[2])
        if article is None or source not in BENCH_XQUAD:
            article = f"{source}-{evidence['file']}-{_heading(text, start)}"
            left = max(0, start - draw.randrange(AROUND))
            span = (start - left, end - left)
            yield Example(question["question"], text[left : end + AROUND], span, article, source)
        golds = [gold for gold in question["evidence"] if gold["file"] == evidence["file"]]
        hard = []
        for passage in recalled[question["id"]]:
            other = texts[passage["file"]]
            a, b = passage["start"], passage["end"]
            if b > len(other):
                continue
            same = passage["file"] == evidence["file"]
            if same and a <= start and end <= b:
                yield Example(question["question"], other[a:b], (start - a, end - a), article, f"{source}-leaf")
            elif text[start:end] not in other[a:b] and not (
                same and any(a - 200 < gold["end"] and gold["start"] < b + 200 for gold in golds)
            ):
                hard.append(other[a:b])
        for passage in draw.sample(hard[:6], min(HARD, len(hard[:6]))):
            yield Example(question["question"], passage, None, article, f"{source}-hard")


def _unanswerable(folder: pathlib.Path, recall: pathlib.Path, draw: random.Random) -> Iterator[Example]:
    """Questions that no file answers with what recall finds all the same."""
    texts = _texts(folder)
    recalled = _recalled(recall / f"{folder.name}.jsonl")
    for question in _questions(folder):
        if question.get("answerable", True):
            continue
        passages = [p for p in recalled[question["id"]][:6] if p["end"] <= len(texts[p["file"]])]
        for passage in draw.sample(passages, min(3, len(passages))):
            text = texts[passage["file"]][passage["start"] : passage["end"]]
            yield Example(question["question"], text, None, f"clapnq-{question['id']}", "clapnq-none")


def _heading(text: str, at: int) -> str:
    """The Markdown heading of level one above an offset: where a file holds many articles, the one it is in."""
    start = 0 if text.startswith("# ") else text.rfind("\n# ", 0, at) + 1
    last = text.rfind("\n# ", 0, at)
    start = last + 1 if last >= 0 else start
    return text[start : text.find("\n", start)] if text.startswith("# ", start) else ""
