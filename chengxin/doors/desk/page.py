"""接收情况页: what became of a batch, on one page that prints and needs nothing from elsewhere."""

import os
from pathlib import Path

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from chengxin.ground.api import WrongUse


def check_place(out: Path) -> None:
    """Raise WrongUse where no new file can be made at ``out``."""
    if out.exists() or out.is_symlink():
        raise WrongUse(f"{out} 已经存在，请换一个文件名", code="file-exists")
    if not out.parent.is_dir() or not os.access(out.parent, os.W_OK):
        raise WrongUse(f"不能写入 {out}：文件夹不存在或没有权限", code="cannot-write")


def write(batch: dict, out: Path) -> None:
    """Write the page of ``batch``. Raises WrongUse where it cannot be written; the batch itself stands."""
    try:
        with out.open("x", encoding="utf-8") as sink:
            sink.write(render_to_string("desk/batch.html", {"batch": batch, "fates": fates(batch)}))
    except OSError as error:
        raise WrongUse(f"批次 {batch['batch']} 已收，但接收情况页没有写成：{error.strerror}", code="cannot-write") from None


def fates(batch: dict) -> list[dict[str, object]]:
    """The four fates of a row, with their share of all rows; named in the language of the page."""
    names = {"accepted": _("接收"), "unchanged": _("无变化"), "corrections": _("更正"), "quarantined": _("退回")}
    rows = batch["rows"] or 1
    return [{"key": key, "label": label, "count": batch[key], "share": round(100 * batch[key] / rows, 2)} for key, label in names.items()]
