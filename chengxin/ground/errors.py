"""Three kinds of trouble: wrong use, a refusal by a rule, and a bug.

A Finding is data about data and is returned, never raised; anything that is neither of the two
classes below is a bug and crashes.
"""


class WrongUse(Exception):
    """用法有误: what was asked cannot be understood, found or told apart. Exit code 2, HTTP 400 or 404."""

    exit_code = 2
    http_status = 400

    def __init__(self, message: str, *, code: str = "wrong-use", details: object = None) -> None:
        super().__init__(message)
        self.code = code
        self.details = details


class NotFound(WrongUse):
    """未找到: nothing on file answers to what was named."""

    http_status = 404

    def __init__(self, message: str, *, details: object = None) -> None:
        super().__init__(message, code="not-found", details=details)


class SeveralFound(WrongUse):
    """不止一条: several things on file answer to the name; ``details`` lists them."""

    http_status = 409

    def __init__(self, message: str, *, details: object) -> None:
        super().__init__(message, code="several-found", details=details)


class Refusal(Exception):
    """拒绝: the law or a procedure says no. Carries every code that applies. Exit code 3, HTTP 403."""

    exit_code = 3
    http_status = 403

    def __init__(self, codes: tuple[str, ...] | list[str], message: str, *, details: object = None) -> None:
        super().__init__(message)
        self.codes = tuple(sorted(codes))
        self.details = details
