"""How to read the tables, in Arabic: what stands at the top of the page of figures.

Tables are the same in both languages: their cells are numbers and names of methods.
"""

from __future__ import annotations

from collections.abc import Sequence

READING = (
    "الأرقام أدناه يكتبها الأمر `make bench-detect` ولا تُكتب باليد، وشرح الطريقة في "
    "[صفحتها](detection.ar.md). التأخّر بالدقائق من بداية العطل إلى إعلانه، والعطل الذي فات "
    "يُحسب 165 دقيقة. تُقاس العتبات عند العدد نفسه من الإنذارات الكاذبة لكل سلسلة في السنة، "
    "فتُقارن الطرائق بإنصاف، وهذا هو منحنى التشغيل. و«clairvoyant CUSUM» هو الحدّ: مجموع "
    "تراكمي يعرف سلفًا معدّل كل دقيقة ومقدار الزيادة. و«Bayes, blind to the wobble» "
    "حدّ أقرب إلى الممكن: يعرف النموذج كله إلا عامل اليوم والتقلّب ومقدار الزيادة. "
    "و«as stated» أداء المرصد عند عتبته النظرية."
)

WORDS = {
    "Targets": "الأهداف: المقيس بجانب المطلوب، و«met» بلغه و«not met» لم يبلغه",
    "Minutes, clean": "عالم هادئ: التأخّر في دقائق حين لا يتقلّب المعتاد",
    "Minutes, nuisance of each service's own": "تقلّب يخصّ كل خدمة وحدها",
    "Minutes, nuisance shared by the country": "تقلّب تشترك فيه خدمات البلد",
    "False alarms": "الإنذارات الكاذبة في السنة: المعلن والمقيس",
    "The course of an outage": "مسار الحادثة: هل صحّت البداية والنهاية المعلنتان",
    "Certainty": "درجة اليقين: ما قيل وما صدق",
    "What was expected": "المتوقّع مقسومًا على الحقيقي حيث لا عطل",
    "A service of": "خدمة قليلة البلاغات وحدها، وأربعة أجزاء تعطّلت معًا",
    "Weeks": "أسابيع: 42 سيناريو لأوبئة (Noufaily وزملاؤه 2013)",
    "Real curves": "منحنيات حقيقية: من سبق إعلان Downdetector ومن تأخّر",
    "Real mentions": "ذِكر حقيقي في تويتر بمقياس NAB: 100 هو الكمال و0 هو الصمت",
}
"""What the tables are whose titles begin so."""


def key(titles: Sequence[str]) -> str:
    """The Arabic key to the tables of these titles; KeyError where nobody has said what one is."""
    begins = dict.fromkeys(begin(title) for title in titles)
    lines = "\n".join(f"| {start} | {WORDS[start]} |" for start in begins)
    table = f"| الجدول | ما فيه |\n| --- | --- |\n{lines}"
    return f'<div dir="rtl" lang="ar">\n\n{READING}\n\n{table}\n\n</div>\n'


def begin(title: str) -> str:
    """The longest of the ``WORDS`` that a title begins with; or the title itself."""
    return max((start for start in WORDS if title.startswith(start)), key=len, default=title)
