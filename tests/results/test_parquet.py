from hypothesis import given
from hypothesis import strategies as st

from valuechain.results.parquet import Content, merged

Seen = list[list[str]]
seen = st.lists(st.lists(st.sampled_from("abcdef"), unique=True), min_size=1, max_size=6)


def one_after_another(seen: Seen) -> list[str]:
    return list(dict.fromkeys(each for categories in seen for each in categories))


def content(number: int, categories: list[str]) -> Content:
    return Content(frozenset([number]), {"chain": {each: (number, i) for i, each in enumerate(categories)}})


@given(seen, st.randoms())
def test_categories_come_in_the_order_in_which_replications_show_them(seen: Seen, random) -> None:
    contents = [content(number, categories) for number, categories in enumerate(seen)]
    random.shuffle(contents)
    cut = random.randint(0, len(contents))
    whole = merged([merged(contents[:cut]), merged(contents[cut:])])
    assert whole.categories().get("chain", []) == one_after_another(seen)


@given(st.frozensets(st.integers(0, 30)), seen)
def test_a_content_survives_as_metadata(numbers: frozenset[int], seen: Seen) -> None:
    places = merged(content(number, categories) for number, categories in enumerate(seen)).places
    whole = Content(numbers, places)
    assert Content.from_json(whole.to_json()) == whole
