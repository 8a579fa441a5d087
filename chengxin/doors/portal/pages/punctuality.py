"""政府报送及时榜: how punctually the organs of the district report, organ by month, from issued bulletins; as a table and as CSV."""

import csv
import io

from django.http import HttpRequest, HttpResponse

from chengxin.doors.portal.pages.respond import page
from chengxin.governance import api as governance
from chengxin.ground.api import Audience, audience

MONTHS = 6  # what a page can hold; the file has all
_HEAD = ("月份", "机关", "应报", "按时", "迟报", "其中不计责任", "未报", "按时报送率", "截至", "通报", "版次")


@audience(Audience.PUBLIC)
def punctuality(request: HttpRequest) -> HttpResponse:
    """The board of the last months."""
    return page(request, "punctuality", {"board": governance.board(months=MONTHS), "rate": governance.settings()["rates"]["on_time"]})


@audience(Audience.PUBLIC)
def punctuality_csv(request: HttpRequest) -> HttpResponse:
    """Every month of the board, a line an organ and month; UTF-8 with a mark that spreadsheets know."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_HEAD)
    for row in sorted(governance.board(months=1200)["rows"], key=lambda row: (row["month"], row["organ"])):
        share = "" if row["on_time"] is None else f"{row['on_time']:.4f}"
        told = f"〔{row['issue_year']}〕第{row['issue_number']}期"
        writer.writerow(
            [
                f"{row['month']:%Y-%m}",
                row["organ"],
                row["due"],
                row["in_time"],
                row["late"],
                row["excused"],
                row["missing"],
                share,
                row["counted_through"].isoformat(),
                told,
                row["version"],
            ]
        )
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="punctuality.csv"'
    response["Cache-Control"] = "no-store"
    return response
