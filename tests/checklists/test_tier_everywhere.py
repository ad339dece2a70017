"""The tier over every combination of its inputs, raises and unknowns included: nothing worse ever lowers it."""

from collections import defaultdict
from itertools import combinations, product
from operator import gt

from checklists.rules.tier import LEVELS, RAISES, WORST_DATA, Inputs, data_level, derive
from vendors.models import DataCategory

# From the mildest to the worst, the unknown last. Each pair of class and categories is a step of its own scale.
CLASSES = ["none", "public", "internal", "confidential", "restricted", None]
CATEGORIES = [(), ("personal",), ("personal", "special"), None]
ACCESS = [0, 1, 2, 3, 4, None]
CRITICALITY = [0, 1, 2, 3, 4, None]
VOLUME = [0, 1, 2, None]
SUBSTITUTABLE = [True, False, None]
THIRD = [False, True, None]
RAISED = [False, True, None]
SCALES = [CLASSES, CATEGORIES, ACCESS, CRITICALITY, VOLUME, SUBSTITUTABLE, THIRD, *([RAISED] * len(RAISES))]
RANKS = {level: rank for rank, level in enumerate(LEVELS)}


def levels() -> bytes:
    """The rank of the tier of every combination, the last input turning fastest."""
    assert len(RAISES) == 4
    return bytes(RANKS[derive(Inputs(*values)).level] for values in product(*SCALES))


def test_no_input_made_worse_lowers_the_tier_in_any_combination_of_all_others() -> None:
    found = levels()
    stride = len(found)
    assert stride == 6 * 4 * 6 * 6 * 4 * 3 * 3 * 3**4

    for scale in SCALES:
        block = stride
        stride //= len(scale)
        for start in range(0, len(found), block):
            milder, worse = found[start : start + block - stride], found[start + stride : start + block]
            assert not any(map(gt, milder, worse)), (scale, start)


def test_every_level_is_reached_and_the_worst_of_all_is_critical() -> None:
    mildest, worst = (Inputs(*(scale[place] for scale in SCALES)) for place in (0, -1))

    assert derive(mildest).level == LEVELS[0]
    assert derive(worst).level == LEVELS[-1]
    assert {
        derive(Inputs(*values)).level
        for values in product(*(scale[:1] for scale in SCALES[:2]), *SCALES[2:4], *(scale[:1] for scale in SCALES[4:]))
    } == set(LEVELS)


def test_any_category_more_and_any_class_higher_is_at_least_as_sensitive_with_all_sets_of_categories() -> None:
    every = [frozenset(chosen) for size in range(7) for chosen in combinations(DataCategory.values, size)]
    assert len(every) == 2**6

    for categories in every:
        by_class = [data_level(one, categories) for one in CLASSES]
        assert by_class == sorted(by_class)
        for one, level in zip(CLASSES, by_class, strict=True):
            assert level <= data_level(one, None) == WORST_DATA
            assert all(data_level(one, categories | {more}) >= level for more in DataCategory.values)


def test_the_tier_reads_class_and_categories_as_how_sensitive_they_are_and_as_nothing_else() -> None:
    """So the four sets of categories above stand for all of them."""
    every = [tuple(chosen) for size in range(7) for chosen in combinations(DataCategory.values, size)]
    alike: dict[tuple[object, ...], set[str]] = defaultdict(set)
    for one, categories, *others in product(CLASSES, every, ACCESS, (0, 2, 3, 4), (0, 2), SUBSTITUTABLE[:2], THIRD[:2]):
        level = derive(Inputs(one, categories, *others)).level
        alike[(data_level(one, categories), *others)].add(level)

    assert all(len(levels) == 1 for levels in alike.values())
