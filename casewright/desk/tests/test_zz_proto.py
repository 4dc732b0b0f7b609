import pytest
from django.db.models import *
from django.db.models.functions import *
from casewright.people.models import *
from casewright.contacts.models import Contact
pytestmark = pytest.mark.django_db
def test_x(rosa, staff, now, case, django_assert_num_queries):
    def part(model, what, names, **f):
        return model.objects.filter(person=rosa.pk, **f).annotate(what=Value(what, output_field=CharField()), said=JSONObject(**{n: n for n in names})).values_list("what", "pk", "said")
    a = part(ContactPoint, "point", ("channel","value","safe_to_use"))
    b = part(Coverage, "cover", ("payer_name","starts_on"))
    Coverage.objects.create(person=rosa, payer_name="X", starts_on=now.date())
    from casewright.cases.models import StatusEntry
    c = StatusEntry.objects.filter(case__person=rosa.pk).annotate(what=Value("s", output_field=CharField()), said=JSONObject(at="at", who="by__full_name")).values_list("what", "pk", "said")
    q = a.union(b, c, all=True)
    for r in q: print(r)
    print(str(q.query))
