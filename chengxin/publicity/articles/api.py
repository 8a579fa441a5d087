"""资讯: what publicity offers of its articles."""

from chengxin.publicity.articles.acting import (
    BODY,
    By,
    Text,
    attach,
    checked,
    drop,
    fitted,
    give_back,
    open_article,
    publish,
    submit,
    take_back,
    withdraw,
    write,
)
from chengxin.publicity.articles.attaching import ending
from chengxin.publicity.articles.checking import LEVELS, Finding, check
from chengxin.publicity.articles.columns import COLUMNS, Column
from chengxin.publicity.articles.moves import MOVES, STAGES
from chengxin.publicity.articles.queries import (
    PAGE,
    acts_of,
    article,
    copy_of,
    counts,
    files_of,
    listing,
    public_article,
    public_changes,
    public_copy,
    public_files,
    public_list,
    renewed,
    versions_of,
    waiting,
)
from chengxin.publicity.articles.rendering import html

__all__ = [
    "BODY", "COLUMNS", "LEVELS", "MOVES", "PAGE", "STAGES", "By", "Column", "Finding", "Text", "acts_of", "article", "attach", "check", "checked", "copy_of", "counts", "drop", "ending", "files_of", "fitted", "give_back",
    "html", "listing", "open_article", "public_article", "public_changes", "public_copy", "public_files", "public_list", "publish", "renewed", "submit", "take_back", "versions_of", "waiting", "withdraw", "write",
]  # fmt: skip
