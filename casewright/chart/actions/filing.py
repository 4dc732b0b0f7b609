"""The files of documents: kept beside them, in the order in which they were sent."""

from collections.abc import Sequence

from casewright.chart.facts import DocumentFact, FileFact, ReceivedFact
from casewright.chart.models import Attachment, Document
from casewright.foundation.errors import Refused
from casewright.foundation.fates import Fate, Kept
from casewright.foundation.texts import clip
from casewright.people.models import Person

COLUMNS = ("media_type", "title", "url", "size")


def keep_files(
    received: Sequence[tuple[Person, ReceivedFact]], answers: Sequence[Kept[Document] | Refused]
) -> list[Kept[Document] | Refused]:
    """Keep the files of some documents; a document with other files than before is changed."""
    said: dict[Document, tuple[FileFact, ...]] = {}
    for (_, fact), kept in zip(received, answers, strict=True):
        if isinstance(fact, DocumentFact) and isinstance(kept, Kept):
            said[kept.record] = fact.files
    held: dict[Document, dict[int, Attachment]] = {document: {} for document in said}
    for file in Attachment.objects.filter(document__in=said).select_related("document"):
        held[file.document][file.position] = file
    touched = {document for document, files in said.items() if _keep(document, files, held)}
    return [
        Kept(kept.record, Fate.UPDATED)
        if isinstance(kept, Kept) and kept.fate == Fate.UNCHANGED and kept.record in touched
        else kept
        for kept in answers
    ]


def _keep(
    document: Document, files: Sequence[FileFact], held: dict[Document, dict[int, Attachment]]
) -> bool:
    """Write the files that are new or differ; says whether there were any.

    A file is never taken away: the place of one no longer named keeps what it held. What came
    later for an address (a Binary) stays while the address does.
    """
    touched = False
    for position, fact in enumerate(files, start=1):
        was = held[document].get(position)
        file = was or Attachment(document=document, position=position)
        values = {
            "media_type": clip(Attachment, "media_type", fact.media_type),
            "title": clip(Attachment, "title", fact.title),
            "url": clip(Attachment, "url", fact.url),
            "size": fact.size,
            "content": fact.content,
        }
        if was and fact.content is None and was.url == values["url"]:
            del values["content"], values["size"]
        if was and all(_same(getattr(was, name), value) for name, value in values.items()):
            continue
        for name, value in values.items():
            setattr(file, name, value)
        file.save(force_insert=was is None)
        touched = True
    return touched


def _same(mine: object, said: object) -> bool:
    """Bytes come back from a database as a view of them."""
    return (bytes(mine) if isinstance(mine, memoryview) else mine) == said
