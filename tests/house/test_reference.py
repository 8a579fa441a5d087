"""The reference pages say what the code says; mend them with ``python tools/reference.py``."""


def test_no_page_is_stale(reference):
    assert reference.stale() == []


def test_a_changed_page_is_noticed(reference, tmp_path, monkeypatch):
    for name in reference.PAGES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("old", encoding="utf-8")
    data = tmp_path / "chengxin" / "law"
    data.mkdir(parents=True)
    (data / "data").symlink_to(reference.ROOT / "chengxin" / "law" / "data")
    monkeypatch.setattr(reference, "ROOT", tmp_path)
    assert reference.stale() == list(reference.PAGES)
