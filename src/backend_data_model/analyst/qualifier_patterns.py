"""Layer 3, the pattern table of qualifier phrases: kind, variant and the words, for normalised text.

The order of the table decides between phrases that begin and end alike: the first is taken.
"""

from __future__ import annotations

import re
from typing import Literal

from backend_data_model.analyst.lexicon.units import unit_pattern

QualifierKind = Literal["range", "length", "nonzero", "unique", "optional", "required", "compare", "enum"]

_N = r"(-?\d+(?:\.\d+)?)"
_LEN = r"(?:characters?|chars?|letters?|digits?|symbols?|signs?)"
_UNIT = (
    r"(?: (?P<unit>per cent|(?:square|cubic) (?:cm|km|m|met(?:er|re)s?|centimet(?:er|re)s?)|degrees? celsius"
    rf"|{unit_pattern()}"
    r"|points?|stars?|people|persons?|pages?|units?|pieces?)(?![\w-]))?"
)
_UNIT_BEFORE = _UNIT.replace("?P<unit>", "?P<before>")
_NOT_A_NOUN = (
    r"(?= ?$| [,;.:()!?]| (?:and|or|but|when|if|while|once|unless|until|because|so|which|that|who|for|in|at|by"
    r"|per|on|with|long|old|tall|high|wide|deep|thick|heavy|each|inclusive|exactly|as|to|is|are|has|have|must|can|may|by|from|of|only|too|either"
    r"|please|right|always|starting|plus|then|where|naturally|obviously)\b)"
)
_AT_LEAST = (
    r"(?:at least|no less than|not less than|no fewer than|not fewer than|never less than|never fewer than"
    r"|minimum(?: of)?|min\.?(?: of)?|>=|≥|not below|never below|not under"
    r"|never under|no lower than|not lower than|never lower than|starts? (?:at|from)|starting (?:at|from)"
    r"|begins? (?:at|with)|counted from|counts? from|numbered from"
    r"|(?:not |never )(?:drops?|goes?|falls?|gets?|sinks?|be|go|drop|fall|get|sink)(?: down)?(?: to)? (?:below"
    r"|under|less than|lower than))"
)
_AT_MOST = (
    r"(?:at most|no more than|not more than|never more than|not over|never over|no greater than|not greater than"
    r"|no higher than|not higher than"
    r"|maximum(?: of)?|max\.?(?: of)?|<=|≤|up to|not above|never above|(?:not|never) exceeds?|not exceeding"
    r"|(?:not|never) (?:be |go )?(?:above|over|more than|beyond|greater than))"
)
_MORE = (
    r"(?:greater than|more than|larger than|higher than|bigger than|strictly above|above|over|exceeds?|exceed"
    r"|exceeding|>)"
)
_LESS = r"(?:less than|smaller than|lower than|fewer than|strictly below|below|under|<)"

_SCOPE = (
    r"(?: (?:within|in|inside|per|for|across|among|over|on|throughout|to|at|by|of)"
    r"(?P<det>(?: (?:the|a|an|each|every|its|their|our|his|her|that|this|one|1|any|all|whole|entire|same|single"
    r"|given|of|his or her|different))*)"
    r" (?P<scope>(?!(?:and|or|but|which|that|be)\b)[a-z][\w'-]*(?: (?!(?:and|or|but|which|that|who|is|are|so|as"
    r"|because|with|while|when|has|have|starts?|must|can|may|in|on|at|to|not|where|only|unless"
    r"|if)\b)[a-z][\w'-]*){0,2}))?"
)
_EVERYWHERE = r"(?:globally|everywhere|worldwide|system-wide|systemwide|platform-wide|overall|universally)"
_TAIL = r"(?:(?! and (?:a|an|the|its|their) )[^,;()])*"

_SOURCES: list[tuple[QualifierKind, str, str]] = [
    # lengths
    (
        "length",
        "between",
        rf"(?:of |between |from |is |are |has |have |is of )?{_N} ?(?:to|and|-|–|through) ?{_N} {_LEN}(?: long"
        r"| in length)?",
    ),
    (
        "length",
        "max",
        rf"(?:of |is |are |has |have )?(?:{_AT_MOST}|no longer than|not longer than|not be longer than|limited to"
        rf"|shorter than or equal to) {_N} {_LEN}(?: long| in length)?",
    ),
    ("length", "max", rf"(?:of )?{_N} {_LEN} (?:max(?:imum)?|at most|at the most|or less|or fewer|or shorter)"),
    ("length", "max", rf"(?:{_LEN} )?(?:max(?:imum)?) length (?:of |is )?{_N}"),
    (
        "length",
        "min",
        rf"(?:of |is |are |has |have )?(?:{_AT_LEAST}|no shorter than|not shorter than) {_N} {_LEN}(?: long"
        r"| in length)?",
    ),
    ("length", "min", rf"(?:of )?{_N} {_LEN} (?:min(?:imum)?|or more|or longer|at least)"),
    (
        "length",
        "exact",
        rf"(?:of |is |are |has |have |be |must be )?(?:always |only )?(?:exactly |precisely )?{_N} {_LEN}(?:(?: ,)? "
        r"(?:long|exactly|always|in length|each|precisely))*",
    ),
    # bounds
    (
        "range",
        "between",
        r"(?:of |is |are |be |lies |lie )?(?:somewhere |anywhere |anything )?(?:between|from|within"
        r"|in the range(?: of)?(?: from)?|ranges? from|runs? from|ranging from|goes from)"
        rf" {_N}{_UNIT_BEFORE} ?(?:and|to|up to|until|till|through|-"
        rf"|–) ?(?:up to )?{_N}{_UNIT}(?: inclusive)?",
    ),
    (
        "range",
        "between",
        rf"(?:of |is |are )?(?:somewhere )?{_N}{_UNIT_BEFORE} ?(?:to|\.\.\.?|-|–|through|up to)"
        rf" ?{_N}{_UNIT}{_NOT_A_NOUN}",
    ),
    (
        "range",
        "min_or_more",
        rf"(?:of |is |are |be )?{_N}{_UNIT} or (?:more|greater|higher|above|over|larger|longer|later){_NOT_A_NOUN}",
    ),
    (
        "range",
        "max_or_less",
        rf"(?:of |is |are |be )?{_N}{_UNIT} or (?:less|fewer|lower|below|under|smaller){_NOT_A_NOUN}",
    ),
    ("range", "min", rf"(?:of |is |are |be |has |have )?(?:always )?{_AT_LEAST} {_N}{_UNIT}{_NOT_A_NOUN}"),
    ("range", "max", rf"(?:of |is |are |be |has |have )?(?:always )?{_AT_MOST} {_N}{_UNIT}{_NOT_A_NOUN}"),
    ("range", "max", rf"{_N}{_UNIT} (?:max(?:imum)?|at most|at the most)\b"),
    ("range", "min", rf"{_N}{_UNIT} (?:min(?:imum)?|at least)\b"),
    ("range", "min", rf"{_N} ?\+(?= ?$| [,;.)])"),
    ("range", "more", rf"(?:of |is |are |be )?(?:strictly |always )?{_MORE} {_N}{_UNIT}{_NOT_A_NOUN}"),
    ("range", "less", rf"(?:of |is |are |be )?(?:strictly |always )?{_LESS} {_N}{_UNIT}{_NOT_A_NOUN}"),
    (
        "range",
        "nonnegative",
        r"(?:is |are |be )?(?:not|never)(?: be| go| get| turn| become| ever be)? (?:a )?negative(?: numbers?)?"
        r"|non-negative|nonnegative|(?:can|may) be (?:0|free|nil) but (?:not|never)(?: be)? negative"
        r"|0 (?:is )?allowed ,? ?(?:but )?(?:below 0|negatives?)(?: is)? not|never less|not (?:be )?less than 0"
        r"|neither (?:(?:of them|of the 2|shall|may|can|must|should|is|are) )*(?:be )?negative",
    ),
    (
        "range",
        "positive",
        r"(?:is |are |be )?(?:strictly |always |obviously )?positive(?: numbers?| integers?)?(?! (?:for|when|if"
        r"|or)\b)",
    ),
    (
        "nonzero",
        "",
        r"(?:is |are |be )?(?:but )?(?:not|never)(?: be)? 0(?! to)|non-zero|nonzero|different from 0|other than 0",
    ),
    # uniqueness
    (
        "unique",
        "everywhere",
        rf"(?:is |are |be )?(?:{_EVERYWHERE} (?:unique|distinct)|(?:unique|distinct) {_EVERYWHERE})",
    ),
    (
        "unique",
        "",
        r"(?<!not )(?<!not be )(?<!not necessarily )(?<!not always )(?<!never )(?<!hardly )(?<!not have to be )"
        r"(?:must |should |shall |has to |have to )?(?:is |are |be |being )?(?:also |all |each |only |again "
        rf"|therefore )?(?:unique|distinct|1 of a kind|a unique 1|unambiguous){_SCOPE}",
    ),
    (
        "unique",
        "same",
        r"(?:that |which )?no 2 (?P<what>[a-z][\w-]*(?: [a-z][\w-]*)?)(?: (?:of|in|within|from|at) (?:the )?(?:same "
        r"|1 |a )?(?P<scope>[a-z][\w-]*(?: [a-z][\w-]*)?))? (?:can |may |must |ever |will )*(?:share|have in common"
        r"|carry|use|have)(?= ?$| [,;.)]| and)",
    ),
    (
        "unique",
        "",
        r"(?:that |which )?(?:no other|nobody else|no 1 else|no-one else|nothing else)(?: [a-z][\w'-]*){0,2}? (?:of "
        r"(?:that|the same|this) (?P<scope>[a-z][\w-]*) )?(?:has|have|uses|use|carries|carry|shares|share|bears"
        r"|can have|may have|may use|can use|owns)",
    ),
    (
        "unique",
        "",
        r"(?:can |may |must |shall |should |do |does |is |are )?(?:not|never) (?:ever )?(?:be )?(?:occur|occurs|appear"
        r"|appears|exist|exists|come up|comes up|be found|turn up|turns up|be there|be issued|be used|be assigned"
        rf"|be given|be taken) (?:twice|more than (?:once|1 time)|a 2 time){_SCOPE}",
    ),
    (
        "unique",
        "",
        r"(?:is |are |being )?(?:exclusively )?(?:theirs|its|his|hers|her|their own|its own|his own|her own)"
        r" (?:and (?:theirs|its|his|hers) )?(?:alone|only|exclusively)(?= ?$| [,;.:)]| and)"
        r"|belongs? to (?:it|them|him|her) (?:alone|only)|different (?:for|in|on|at|from) (?:each|every|any other|all"
        r" other) [a-z][\w-]*",
    ),
    (
        "unique",
        "",
        r"nobody else (?:has|uses|carries|shares)|shared (?:by|with) (?:nobody|no 1)(?: else)?"
        r"|belongs? to nobody else(?:'s| 's)? ?(?:[a-z]+)?",
    ),
    (
        "unique",
        "",
        r"(?:is |are |be )?(?:not|never)(?: be| ever)? (?:reused|re-used|repeated|shared|duplicated|used (?:twice"
        rf"|again|more than 1)|issued twice|given (?:out )?twice|assigned twice|repeat)(?: by 2 [a-z]+)?{_SCOPE}",
    ),
    (
        "unique",
        "",
        r"(?:can|may|must|shall|should|is|are) (?:only )?(?:be )?(?:used|given|assigned|issued|taken|registered"
        rf"|handed out|chosen)(?: by 1 [a-z]+)? (?:(?:only|at most|just|no more than) once"
        rf"|once (?:only|at most|and no more)){_SCOPE}",
    ),
    (
        "unique",
        "",
        rf"no duplicates(?: allowed)?{_SCOPE}"
        rf"|without duplicates{_SCOPE.replace('?P<scope>', '?:').replace('?P<det>', '?:')}",
    ),
    # presence
    (
        "required",
        "",
        r"(?:is |are |be )?(?:required|mandatory|obligatory|compulsory|a must)(?= ?$| [,;.)]| and| in all| after all"
        r"| again| now| too| as well| for| on)"
        r"|(?:must|shall|may|can|should) not be (?:empty|blank|missing|null|omitted|left out)|never (?:empty|blank"
        r"|null|missing)"
        r"|not null|must be (?:given|present|filled in|provided|supplied|entered)|always (?:given|present|known"
        r"|recorded|filled in)",
    ),
    (
        "optional",
        "",
        r"(?:is |are |be |both |purely |strictly )*(?:optional|optionally|nullable)(?= ?$| [,;.)]| and| or| but|[ ])"
        r"|(?:is |are |would be )?(?:just |only )?(?:nice|good|handy|useful) to have"
        r"|(?:is |are )?not (?:mandatory|required|compulsory|obligatory|needed|necessary|a must|always"
        r" (?:known|given|available|there"
        r"|present))(?: [^,;()]*)?",
    ),
    (
        "optional",
        "",
        r"(?:(?:which |that )?(?:can|may|might|could) (?:also |therefore |both )?(?:be |stay "
        rf"|remain )?(?:left )?(?:empty|blank|null|missing|unknown|omitted|absent|left out|skipped|open)){_TAIL}",
    ),
    (
        "optional",
        "",
        r"(?:which |that )?(?:is |are |be |stays? |left |remains? |being |leave )?(?:empty|blank|null|unknown"
        r"|missing|not known|not yet known|not set|unset|absent|not there|open) (?:until|till|while|before"
        rf"|as long as|when|for|if|unless|at first|initially|in|on){_TAIL}",
    ),
    (
        "optional",
        "",
        r"(?:is |are |be |gets? |will be )?(?:filled in|filled|set|entered|added|recorded|supplied|assigned|known"
        r"|completed|given|noted|available|provided) (?:only )?(?:later|afterwards|once|when|after|if"
        rf"|as soon as){_TAIL}",
    ),
    (
        "optional",
        "",
        r"(?:is |are |be |exists? |stored |recorded )(?:only )?(?:there |present |available |given )?"
        r"(?:only )?(?:if|when|where|once)"
        rf" (?:somebody|someone|anybody|anyone|some 1|any 1|we|they|it|he|she|known|available|given|present){_TAIL}",
    ),
    (
        "optional",
        "",
        r"(?:only )?(?:if|where|when|once|as far as|as soon as) (?:any|available|known|given|present|needed"
        r"|applicable|provided|supplied|relevant|desired|wanted|possible|necessary|different|set|there (?:is"
        rf"|are) (?:1|any)|they (?:have|like|want|wish|give)|it has|we have|he or she){_TAIL}",
    ),
    (
        "optional",
        "",
        r"or (?:null|none|nothing|empty|blank)(?= ?$| [,;.)])|may be given|can be given|may be absent|if any"
        r"|or in none|or (?:at|on|to|in) none",
    ),
    (
        "optional",
        "",
        r"(?:is |are )?not (?:filled in|filled|set|recorded|entered|given|noted|needed|used|stored|kept|measured)"
        rf" (?:for|in|when|if|until|while|on|before|unless){_TAIL}",
    ),
    (
        "optional",
        "",
        r"(?:(?:null|blank|empty|none|nothing|unset) ?(?:=|means)|n / a (?:for|if|when|while|until|in|on|before))"
        rf"{_TAIL}|n / a|\?(?= [,;)])",
    ),
    # comparisons
    (
        "compare",
        ">=",
        r"(?:is |are |be |lies? |comes? |falls? )?(?:not (?:be )?(?:before|earlier than|prior to)|no earlier than"
        r"|never (?:before|earlier than)|on or after|the same as or after|not precede|never precedes?"
        r"|not (?:be )?(?:less|lower|smaller) than|no less than|at least|same (?:day )?or later than"
        r"|equal to or (?:after|later than|greater than)|>=|≥"
        r"|(?:not|never) (?:(?:be|go|drop|fall|lie|get|sink)(?:es|s)? )?(?:below|under)"
        r"|not (?:lie|come|fall|happen|occur|be set|be dated) (?:before|earlier than|prior to))",
    ),
    (
        "compare",
        "<=",
        r"(?:is |are |be |lies? |comes? |falls? )?(?:not (?:be )?(?:after|later than|past)|no later than"
        r"|never (?:after|later than)|on or before|not exceed|never exceeds?|never (?:be )?(?:more|greater|higher"
        r"|larger) than|not (?:be )?(?:more|greater|higher|larger) than|no (?:more|greater|higher|larger) than"
        r"|at most|<=|≤|(?:not|never) (?:(?:be|go|rise|lie|get)(?:es|s)? )?(?:above|over|beyond)"
        r"|not (?:lie|come|fall|happen|occur|be set|be dated) (?:after|later than|past))",
    ),
    (
        "compare",
        ">",
        r"(?:(?:is |are |be |lies? |comes? |come |falls? |must be |has to come |have to come )?(?:always |strictly "
        r"|necessarily )?(?:later than|after|past|greater than|more than|higher than|larger than|bigger than|>)"
        r"|(?:is|are|be|stays?|remains?) (?:always |strictly |well )?(?:above|over|beyond))",
    ),
    (
        "compare",
        "<",
        r"(?:(?:is |are |be |lies? |comes? |come |falls? |must be )?(?:always |strictly )?(?:earlier than|before"
        r"|prior to|less than|lower than|smaller than|precedes?|<)"
        r"|(?:is|are|be|stays?|remains?) (?:always |strictly |well )?(?:below|under))",
    ),
    (
        "compare",
        "<>",
        r"(?:is |are |be )?(?:not (?:be )?(?:the same(?: as)?|equal to|equal|identical to|1 's own|their own"
        r"|its own)|different from|differs? from|other than|never the same as|<>|!=|≠)",
    ),
]

_COMPARED = (
    r" (?:(?:the|its|their|a|an|that|this|any|of|being|having been) )*"
    r"(?:(?:it|they|he|she) (?:(?:is|was|are|were|has been|have been|gets|got) )?)?"
    r"(?P<other>(?!(?:and|or|but|it|they|he|she|that|is|was|has|have|can|must|may|will"
    r"|which)\b)[a-z][\w'-]*(?: (?!(?:and|or|but|which|that|who|is|are|so|as|because|naturally|obviously"
    r"|of course|if|when|in|by|for|to|shall|must|can|may)\b)[a-z][\w'-]*){0,4})"
)
PATTERNS: list[tuple[QualifierKind, str, re.Pattern[str]]] = [
    (kind, variant, re.compile(r"(?<![\w-])(?:" + pattern + (_COMPARED if kind == "compare" else "") + r")(?![\w-])"))
    for kind, variant, pattern in _SOURCES
]
