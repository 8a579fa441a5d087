"""What is wrong with an identifier. No message repeats the number: it may be a person's."""

from collections.abc import Callable

from chengxin.ground.errors import WrongUse


class InvalidIdentifier(WrongUse):
    """号码不成立: a number does not have the form or the arithmetic of its kind. Exit code 2, HTTP 400."""

    default_code = "identifier-invalid"

    def __init__(self, message: str) -> None:
        super().__init__(message, code=self.default_code)


class InvalidLength(InvalidIdentifier):
    """位数不符: too short or too long."""

    default_code = "identifier-length"


class InvalidFormat(InvalidIdentifier):
    """字符不符: it holds characters that its kind does not have, or holds them in the wrong place."""

    default_code = "identifier-format"


class InvalidChecksum(InvalidIdentifier):
    """校验码不符: the check character is not the one that the others ask for."""

    default_code = "identifier-checksum"


class InvalidComponent(InvalidIdentifier):
    """组成部分不符: a part names what does not exist: a day, a division, a registering department."""

    default_code = "identifier-component"


class AgreedFiller(InvalidIdentifier):
    """约定的填充值: it stands for the absence of a number and is none itself; never a key."""

    default_code = "identifier-filler"


def holds(validate: Callable[[str], str], number: str) -> bool:
    """Whether ``validate`` accepts ``number``."""
    try:
        validate(number)
    except InvalidIdentifier:
        return False
    return True
