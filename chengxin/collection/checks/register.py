"""检查清单: the readable list of every rule of a row, in the order in which findings are told; then those of whole files."""

import hashlib
from functools import cache
from pathlib import Path

from chengxin.catalogue.api import code_set
from chengxin.collection.checks import DATASET, FIELD, HISTORY, RECORD, Check, plugged
from chengxin.collection.checks.dataset import code_several_names, document_several_subjects, number_gap, one_day_for_all, row_repeated, volume_leaps
from chengxin.collection.checks.field import (
    amount_not_a_number,
    code_check_digit,
    code_forbidden_letter,
    code_inner_check,
    code_long,
    code_pair_unknown,
    code_short,
    date_impossible,
    date_text,
    document_number_damaged,
    identity_as_code,
    identity_check,
    kind_unknown,
    licence_kind_unknown,
    long,
    mark_left_over,
    missing_document_number,
    missing_name,
    missing_value,
    name_is_number,
    organ_code_missing,
    refers_to_above,
    too_long,
    value_advised,
    value_advised_when,
    value_not_listed,
    word_of_a_program,
    year_impossible,
)
from chengxin.collection.checks.history import amount_leaps, before_founding, end_later, kind_differs, name_differs, struck_off
from chengxin.collection.checks.record import (
    character_lost,
    code_kind_differs,
    code_missing,
    company_code_differs,
    date_in_future,
    date_too_early,
    end_before_beginning,
    end_before_decision,
    fine_missing,
    fine_negative,
    fine_not_a_number,
    founding_unlikely,
    identity_elsewhere,
    invisible_character,
    markup_left,
    organ_other,
    person_as_organisation,
    private_use_character,
    removal_incomplete,
    removal_never,
    removal_to_come,
    subject_not_collected,
    validity_reversed,
    value_missing_when,
    year_unlikely,
)

CHECKS = (
    missing_name,
    name_is_number,
    missing_document_number,
    document_number_damaged,
    year_impossible,
    organ_code_missing,
    organ_other,
    kind_unknown,
    subject_not_collected,
    licence_kind_unknown,
    missing_value,
    value_missing_when,
    code_missing,
    identity_as_code,
    code_short,
    code_long,
    code_forbidden_letter,
    code_check_digit,
    code_pair_unknown,
    identity_check,
    identity_elsewhere,
    person_as_organisation,
    date_text,
    date_impossible,
    date_in_future,
    date_too_early,
    validity_reversed,
    end_before_beginning,
    end_before_decision,
    removal_to_come,
    removal_never,
    removal_incomplete,
    year_unlikely,
    founding_unlikely,
    fine_missing,
    fine_not_a_number,
    refers_to_above,
    mark_left_over,
    too_long,
    value_advised,
    value_advised_when,
    value_not_listed,
    amount_not_a_number,
    long,
    fine_negative,
    code_inner_check,
    code_kind_differs,
    company_code_differs,
    private_use_character,
    invisible_character,
    character_lost,
    markup_left,
    word_of_a_program,
)

OF_FILES: tuple[Check, ...] = (document_several_subjects, code_several_names, row_repeated, one_day_for_all, number_gap, volume_leaps)
OF_HISTORY: tuple[Check, ...] = (name_differs, kind_differs, struck_off, before_founding, amount_leaps, end_later)


@cache
def of_rows() -> tuple[Check, ...]:
    """Every field and record check: ours, then the district's. Raises WrongUse for one of theirs that is not sound."""
    return (*CHECKS, *_theirs(FIELD, RECORD))


@cache
def of_files() -> tuple[Check, ...]:
    """Every check of a whole file."""
    return (*OF_FILES, *_theirs(DATASET))


@cache
def of_history() -> tuple[Check, ...]:
    """Every check of what arrived beside what was known before."""
    return (*OF_HISTORY, *_theirs(HISTORY))


def every() -> tuple[Check, ...]:
    """All checks of all levels."""
    return (*of_rows(), *of_files(), *of_history())


def _theirs(*levels: str) -> tuple[Check, ...]:
    ours = {check.CODE for check in (*CHECKS, *OF_FILES, *OF_HISTORY)}
    return tuple(check for level in levels for check in plugged.checks(ours)[level])


@cache
def digest() -> str:
    """Stands for everything the checks of a row are made of beside the version: their files, the code sets, the arithmetic of codes."""
    from chengxin.ground.api import identifiers

    folders = (Path(__file__).parent, Path(identifiers.__file__).parent)
    paths = [path for folder in folders for path in sorted(folder.rglob("*.py"))] + plugged.files()
    told = hashlib.sha256()
    for path in paths:
        told.update(path.read_bytes())
    for name in ("USCC_ORGTYPE", "LICENCE_KIND"):
        told.update(repr(list(code_set(name))).encode())
    return told.hexdigest()
