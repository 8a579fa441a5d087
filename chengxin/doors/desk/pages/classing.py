"""失信等级认定: the unit that decided a record decides its class, with a reason."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from chengxin.catalogue import api as catalogue
from chengxin.doors.desk.guard import of_my_organ, who
from chengxin.doors.desk.pages.respond import onward, page
from chengxin.ground.api import Audience, NotFound, Refusal, WrongUse, audience, audit, business_day
from chengxin.publicity import api as publicity
from chengxin.records import api as records
from chengxin.subjects import api as subjects


@audience(Audience.STAFF, "propose-decision", methods=("GET", "HEAD", "POST"))
def classing(request: HttpRequest, number: int) -> HttpResponse:
    """Decide the class of one record of one's own organ. What is public follows from the same day on."""
    me, today = who(request), business_day.today()
    try:
        record = records.record(str(number))
    except NotFound:
        raise Http404 from None
    record = of_my_organ(request, record if record.pk == number else None, record.organ_id)
    person = record.of_person
    if person:
        audit.commit_look(**me.entry, subject=record.subject_id, purpose="认定失信等级", reference=f"record:{record.pk}", fields=("document_number",))
    said = {name: request.POST.get(name, "").strip()[:2000] for name in ("severity", "reason")}
    context = {
        "record": record, "item": catalogue.item(record.item_id).name, "subject": "自然人" if person or not record.subject_id else subjects.current_name(record.subject_id), "said": said,
        "history": records.classes_of(record.pk), "classes": records.CLASSES, "next": onward(request, "cases"), "today": today, "done": request.GET.get("done", ""), "withdrawn_on": records.standing_of(record.pk)["withdrawn_on"],
    }  # fmt: skip
    if request.method != "POST":
        return page(request, "classing", context)
    if said["severity"] not in records.CLASSES or not said["reason"]:
        return page(request, "classing", context | {"trouble": "请选定等级，并写明理由"}, status=422)
    try:
        told = publicity.classify(record, severity=said["severity"], reason=said["reason"], organ=me.post.organ if me.post else 0, on=today, actor=me.actor)
    except (Refusal, WrongUse) as trouble:
        return page(request, "classing", context | {"trouble": trouble}, status=trouble.http_status)
    return HttpResponseRedirect(f"{reverse('classing', args=[number])}?{urlencode({'done': told['line'], 'next': context['next']})}")
