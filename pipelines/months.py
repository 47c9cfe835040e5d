"""Names of months as tools write them in other languages, for formats with %b."""

import polars as pl

ENGLISH = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
# one line a language, January first; / separates spellings, the longest first
NAMES = {
    "de": "Januar/Jan/Jän Februar/Feb März/Mär/Mrz April/Apr Mai Juni/Jun Juli/Jul August/Aug "
    "September/Sept/Sep Oktober/Okt November/Nov Dezember/Dez",
    "es": "enero/ene febrero/feb marzo/mar abril/abr mayo/may junio/jun julio/jul agosto/ago "
    "septiembre/sept/sep octubre/oct noviembre/nov diciembre/dic",
    "fr": "janvier/janv/jan février/févr/fév mars/mar avril/avr mai juin juillet/juil août "
    "septembre/sept/sep octobre/oct novembre/nov décembre/déc",
    "it": "gennaio/gen febbraio/feb marzo/mar aprile/apr maggio/mag giugno/giu luglio/lug "
    "agosto/ago settembre/set ottobre/ott novembre/nov dicembre/dic",
    "nl": "januari/jan februari/feb maart/mrt april/apr mei juni/jun juli/jul augustus/aug "
    "september/sep oktober/okt november/nov december/dec",
    "pt": "janeiro/jan fevereiro/fev março/mar abril/abr maio/mai junho/jun julho/jul "
    "agosto/ago setembro/set outubro/out novembro/nov dezembro/dez",
}


def english(text: pl.Expr, languages: tuple[str, ...]) -> pl.Expr:
    """The text with the months' names, and the point after a short one, as %b reads them.

    Args:
        languages: keys of NAMES; empty leaves the text alone.
    """
    known = {
        spelling.lower(): month
        for language in languages
        for month, spellings in zip(ENGLISH, NAMES[language].split(), strict=True)
        for spelling in spellings.split("/")
    }
    if not known:
        return text
    known |= {month.lower(): month for month in ENGLISH}
    longest_first = sorted(known, key=lambda spelling: (-len(spelling), spelling))
    plain = text.str.to_lowercase().str.replace_many(
        longest_first, [known[spelling] for spelling in longest_first], leftmost=True
    )
    return plain.str.replace(r"(\p{L})\.", "$1").str.replace(r"(?i)([ap])\s?m\b", "${1}m")
