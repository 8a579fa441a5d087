"""浏览器: what a browser says of itself, in two words a person knows."""

_BROWSERS = (
    ("Edg", "Edge"),
    ("MicroMessenger", "微信"),
    ("UOS", "统信浏览器"),
    ("360SE", "360 浏览器"),
    ("QQBrowser", "QQ 浏览器"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (("HarmonyOS", "鸿蒙"), ("Android", "安卓"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "Mac"), ("Linux", "Linux"))


def label(agent: str) -> str:
    """Browser and system of a user-agent line."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return " · ".join(part for part in (browser, system) if part) or "未知浏览器"
