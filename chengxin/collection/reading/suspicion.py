"""可疑字节: whether a block of UTF-8 text holds what only broken or garbled text does; its bytes are looked at once, in windows that stay near the processor."""

import numpy as np

_WINDOW = 1 << 17
_BEYOND = 8  # bytes of the longest mark behind its first
_BROKEN_TWICE = "锟斤拷".encode()


def is_suspicious(block: bytes) -> bool:
    """Whether ``block`` holds a replacement character, 锟斤拷, or what text holds that was written in one encoding and read in another (``garbled.SUSPECT``)."""
    if b"\xc3" in block:  # how À to ÿ begin
        return True
    data = np.frombuffer(block, np.uint8)
    return any(_in_window(data[begin : begin + _WINDOW + _BEYOND]) for begin in range(0, len(data), _WINDOW))


def _in_window(window: np.ndarray) -> bool:
    first, second = window[:-1], window[1:]
    after_e9 = second[first == 0xE9]  # 锟 and all of U+9000 to U+9FFF
    if bool(((after_e9 - 0x8D) < 4).any()):  # U+9340 to U+943F
        return True
    if bool((after_e9 == _BROKEN_TWICE[1]).any()) and _BROKEN_TWICE in window.tobytes():
        return True
    return bool((((second[:-1] == 0xBF) & (second[1:] == 0xBD)) & (first[:-1] == 0xEF)).any())  # U+FFFD
