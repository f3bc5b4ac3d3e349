"""The analyst's lexicon, as data: closed word classes, verbs with their frames, attribute heads with type hints.

A word that is not here is treated by its form and position.  Nothing here names a domain: the open classes list words
that behave the same in every domain.
"""

from __future__ import annotations

from typing import Literal

from backend_data_model.analyst.word_set import word_set

Frame = Literal["own", "contain", "belong", "create", "assign", "use", "record", "other"]

ARTICLES = frozenset({"a", "an", "the"})
UNIVERSAL = frozenset({"each", "every", "any", "all"})
POSSESSIVES = word_set("its their his her our your my whose")
DETERMINERS = (
    ARTICLES
    | UNIVERSAL
    | POSSESSIVES
    | word_set(
        """
    this that these those some no another other both either neither same such certain
    """
    )
)
MANY = word_set("several many multiple various numerous different few more most plenty lots")
PREPOSITIONS = word_set(
    """
    of in on at by for with from to into onto per within inside across over under about as against between
    during until till after before since without through towards toward among via around behind beside near off
    out plus than like except besides throughout upon
    """
)
PRONOUNS = word_set(
    """
    it they them he she him one ones we you i us me itself themselves who whom someone somebody everyone
    everybody anyone nobody this that these those
    """
)
FIRST_PERSON = frozenset({"we", "i", "us", "you", "me"})
CONJUNCTIONS = frozenset({"and", "or", "nor", "but", "&", "plus"})
RELATIVES = frozenset({"which", "that", "who", "whom", "whose", "where"})
SUBORDINATORS = word_set(
    """
    when if unless until while once because since although though whereas whenever before after as so where till
    provided whether why how
    """
)
MODALS = word_set("can could may might must shall should will would")
BE = word_set("is are was were be been being am")
HAVE = frozenset({"has", "have", "had", "having"})
DO = frozenset({"do", "does", "did", "done"})
NEGATIONS = frozenset({"not", "never", "no"})
ADVERBS = word_set(
    """
    also only just always usually normally typically often sometimes already still then again too yet even
    simply exactly precisely optionally obviously naturally currently later now here there once twice together
    additionally furthermore however therefore thus moreover automatically directly separately basically
    actually really generally certainly possibly maybe perhaps initially finally ever please otherwise instead
    well likewise ideally mostly mainly further both rather quite very so hence eventually afterwards alone
    clearly strictly manually explicitly permanently temporarily immediately freely physically formally
    officially weekly daily monthly yearly annually
    """
)
# Words that more often name the project's own things; a thing of the data only with clear evidence.
SOFT_BOUNDARY = word_set(
    """
    tool project document section page meeting workshop feature release example record team mail question
    program case phase link catalogue catalog inventory requirement version rule list
    """
)
BOUNDARY_NOUNS = word_set(
    """
    system app software platform database solution website backend frontend ui interface screen dashboard api we
    specification spec everything nothing anything something data information detail thing way moment rest fact
    user_story functionality mvp scope button colour color criterion criteria constraint assumption goal
    objective installation user_need agreement_text decision_log business reality glossary introduction
    background management everybody goal_amount specification_text extract registrar acceptance criterium
    scope_note administration
    """
)

# What a word at the head of a noun phrase says about the type of the attribute.
TYPE_HEADS: dict[str, str] = {}
for _type, _words in {
    "date": "date birthday day birthdate dob deadline anniversary",
    "timestamp": "timestamp moment datetime time_stamp",
    "money": "price amount cost fee salary balance budget premium deposit fare wage revenue total subtotal deductible payment_amount surcharge tariff_amount net gross rent pay turnover income expense value_amount fine_amount limit_amount",
    "integer": "quantity count age capacity position priority seats credits year stock rank floor doors bedrooms bathrooms rooms minutes seconds months days hours points score level mileage sequence size_count copies pages votes attempts rating stars places duration_minutes volume_count population participants",
    "decimal": "weight height width depth length distance temperature latitude longitude percentage percent ratio rate area size speed pressure power volume humidity moisture voltage share discount radius thickness diameter dose yield dosage energy consumption hectares tonnes litres",
    "boolean": "flag",
    "json": "json metadata payload settings preferences configuration attributes",
    "binary": "blob binary",
    "duration": "duration",
    "text": "name title description code number no email phone address url text label note comment remark reason message subject body content caption summary"
    " slug sku iban vin isbn ean barcode reference identifier id key token city country street zip postcode currency language locale gender colour color"
    " unit model manufacturer brand make symbol icon image picture photo_url avatar logo biography bio nickname surname forename username password hash"
    " login handle plate license licence passport passport_number website link file filename path version timezone zone initials abbreviation instruction instructions narrative"
    " memo motto remarks notes details designation signature phone_number fax mobile telephone hometown nationality profession occupation instructions ingredients"
    " serial tag kind type status state category role gender phase severity method stage condition outcome result mode class colour material scope frequency gate branch_code"
    " headline excerpt synopsis genre topic purpose tax_id ssn pin otp location venue_name rank_title specialty speciality diagnosis allergies biography transcript address_line"
    " translation statement quote answer_text feedback agenda placeholder checksum fingerprint credential secret iccid bic swift imei mac hostname domain_name locale_code revision",
}.items():
    for _word in _words.split():
        TYPE_HEADS.setdefault(_word, _type)

# Heads that are attributes of something even when they are quantified or have facts of their own.
WEAK_HEADS = word_set(
    """
    name title description code number email phone address text label status state type kind date time price
    amount quantity weight height width depth length reason comment caption currency position priority balance
    total fee cost rate latitude longitude percentage share size colour color capacity identifier id slug sku
    birthday deadline initials abbreviation flag summary subject remark memo severity
    """
)
# Heads whose plain word list is an enumeration: "status: open, closed".
ENUM_HEADS = word_set(
    """
    status state type kind category role phase severity method stage condition outcome result mode class level
    priority gender material course channel flag colour color size reason visibility direction frequency unit
    importance grade tier soil_type purpose source origin season weekday format scope relationship rank currency
    rating decision shift
    """
)
MEASURE_ADJECTIVES = {
    "old": "age",
    "long": "length",
    "tall": "height",
    "wide": "width",
    "high": "height",
    "deep": "depth",
    "heavy": "weight",
    "thick": "thickness",
}

UNIT_SUFFIX = {
    "gram": "grams", "kilo": "kg", "kilogram": "kg", "kg": "kg", "g": "g", "mg": "mg", "tonne": "tonnes", "ton": "tons", "ml": "ml", "litre": "litres", "liter": "liters",
    "mm": "mm", "millimetre": "mm", "millimeter": "mm", "centimetre": "cm", "centimeter": "cm", "cm": "cm", "km": "km", "kilometre": "km", "kilometer": "km", "metre": "m",
    "meter": "m", "m": "m", "mile": "miles", "minute": "minutes", "hour": "hours", "day": "days", "week": "weeks", "month": "months", "year": "years", "second": "seconds",
    "percent": "percent", "%": "percent", "per_cent": "percent", "celsius": "celsius", "fahrenheit": "fahrenheit", "kw": "kw", "kwh": "kwh", "mw": "mw", "mb": "mb", "gb": "gb", "kb": "kb", "hectare": "hectares", "ha": "ha",
    "watt": "watts", "volt": "volts", "bar": "bar", "euro": "eur", "dollar": "usd", "cent": "cents", "eur": "eur", "usd": "usd", "gbp": "gbp", "m/s": "m_s", "degree": "degrees", "inch": "inches", "foot": "feet", "pct": "percent",
}  # fmt: skip
INTEGER_UNITS = word_set("grams minutes days weeks months years seconds mb gb kb cents mm g mg ml")

_VERBS: dict[Frame, str] = {
    "own": "have own possess carry bear get give show keep",
    "contain": "contain include comprise hold list feature store consist cover combine bundle group offer run manage maintain operate span host",
    "belong": "belong refer relate lie sit live stay reside appear fall attach link tie connect concern apply point pertain happen occur take_place stand correspond depend report work leave arrive originate come go hang ship",
    "create": "create place write submit make book post publish upload file issue order request start open open_up raise log register add define sign buy purchase sell"
    " leave pay generate produce send receive draft schedule plan schedule build prepare launch enter invite borrow rent reserve review rate comment like follow subscribe enroll enrol apply",
    "assign": "put assign allocate attach map associate link enter delegate appoint",
    "use": "use need require reference mention select choose pick take attend teach visit lead head supervise treat drive perform handle serve deliver supply participate join play support approve head sponsor inspect cover prescribe employ stock accept answer fit install process move transfer lend let return bill charge dose sow harvest spray instruct know speak speaks teach fund grant award own represent host review watch read grade scan translate mentor operate repair fly conduct borrow wear feed walk groom board coach train examine audit cite drop load unload pack label",
    "record": "record store keep note track collect capture hold save log document register write_down want need know remember preserve retain list show display specify state mark set measure maintain",
    "other": "be do exist mean describe identify ensure allow enable forbid prevent warn notify remind delete remove cancel archive restore update change modify edit lock close"
    " calculate compute exceed precede reach become begin end stop last vary differ share match repeat reuse exist expire begin drop say agree count split total sum add_up go tell look seem happen help let prefer wish hope like would_like ask accept reject decline settle complete finish ship cancel authenticate load respond sync export import print search filter sort view see browse display login log_in attach serve fall lie sum equal outrank overlap bear accompany follow appear disappear vanish stand start require call name label treat regard consider count weigh sleep seat fit park accommodate cost charge earn",
}
_IRREGULAR = {
    "have": ("has", "had", "having", "had"), "be": ("is", "was", "being", "been"), "do": ("does", "did", "doing", "done"), "keep": ("keeps", "kept", "keeping", "kept"),
    "hold": ("holds", "held", "holding", "held"), "write": ("writes", "wrote", "writing", "written"), "make": ("makes", "made", "making", "made"), "give": ("gives", "gave", "giving", "given"),
    "take": ("takes", "took", "taking", "taken"), "get": ("gets", "got", "getting", "got"), "buy": ("buys", "bought", "buying", "bought"), "sell": ("sells", "sold", "selling", "sold"),
    "send": ("sends", "sent", "sending", "sent"), "lend": ("lends", "lent", "lending", "lent"), "let": ("lets", "let", "letting", "let"), "pay": ("pays", "paid", "paying", "paid"),
    "teach": ("teaches", "taught", "teaching", "taught"), "lead": ("leads", "led", "leading", "led"), "choose": ("chooses", "chose", "choosing", "chosen"), "drive": ("drives", "drove", "driving", "driven"),
    "know": ("knows", "knew", "knowing", "known"), "see": ("sees", "saw", "seeing", "seen"), "say": ("says", "said", "saying", "said"), "begin": ("begins", "began", "beginning", "begun"),
    "leave": ("leaves", "left", "leaving", "left"), "go": ("goes", "went", "going", "gone"), "come": ("comes", "came", "coming", "come"), "run": ("runs", "ran", "running", "run"),
    "stand": ("stands", "stood", "standing", "stood"), "lie": ("lies", "lay", "lying", "lain"), "sit": ("sits", "sat", "sitting", "sat"), "put": ("puts", "put", "putting", "put"),
    "bear": ("bears", "bore", "bearing", "borne"), "wear": ("wears", "wore", "wearing", "worn"), "fall": ("falls", "fell", "falling", "fallen"), "tell": ("tells", "told", "telling", "told"),
    "build": ("builds", "built", "building", "built"), "set": ("sets", "set", "setting", "set"), "tie": ("ties", "tied", "tying", "tied"), "sow": ("sows", "sowed", "sowing", "sown"),
    "show": ("shows", "showed", "showing", "shown"), "read": ("reads", "read", "reading", "read"), "fly": ("flies", "flew", "flying", "flown"), "mean": ("means", "meant", "meaning", "meant"),
    "become": ("becomes", "became", "becoming", "become"), "speak": ("speaks", "spoke", "speaking", "spoken"), "become ": ("becomes", "became", "becoming", "become"),
    "split": ("splits", "split", "splitting", "split"), "fit": ("fits", "fitted", "fitting", "fitted"), "refer": ("refers", "referred", "referring", "referred"), "feed": ("feeds", "fed", "feeding", "fed"),
    "occur": ("occurs", "occurred", "occurring", "occurred"), "submit": ("submits", "submitted", "submitting", "submitted"), "log": ("logs", "logged", "logging", "logged"),
    "ship": ("ships", "shipped", "shipping", "shipped"), "plan": ("plans", "planned", "planning", "planned"), "enrol": ("enrols", "enrolled", "enrolling", "enrolled"), "drop": ("drops", "dropped", "dropping", "dropped"),
    "stop": ("stops", "stopped", "stopping", "stopped"), "pick": ("picks", "picked", "picking", "picked"), "travel": ("travels", "travelled", "travelling", "travelled"), "scan": ("scans", "scanned", "scanning", "scanned"),
    "transfer": ("transfers", "transferred", "transferring", "transferred"), "cancel": ("cancels", "cancelled", "cancelling", "cancelled"), "label": ("labels", "labelled", "labelling", "labelled"), "map": ("maps", "mapped", "mapping", "mapped"),
    "enroll": ("enrolls", "enrolled", "enrolling", "enrolled"), "tag": ("tags", "tagged", "tagging", "tagged"), "pack": ("packs", "packed", "packing", "packed"), "think": ("thinks", "thought", "thinking", "thought"), "bill": ("bills", "billed", "billing", "billed"),
}  # fmt: skip

VERB_FORMS: dict[str, tuple[str, str]] = {}
VERB_FRAMES: dict[str, Frame] = {}


def _inflect(base: str) -> tuple[str, str, str, str]:
    if base in _IRREGULAR:
        return _IRREGULAR[base]
    third = (
        base + "es"
        if base.endswith(("s", "x", "ch", "sh", "z", "o"))
        else base[:-1] + "ies"
        if base.endswith("y") and base[-2] not in "aeiou"
        else base + "s"
    )
    stem = (
        base[:-1] if base.endswith("e") else base[:-1] + "i" if base.endswith("y") and base[-2] not in "aeiou" else base
    )
    past = stem + "ed"
    gerund = (base[:-1] if base.endswith("e") and not base.endswith("ee") else base) + "ing"
    return third, past, gerund, past


for _frame, _list in _VERBS.items():
    for _base in _list.split():
        VERB_FRAMES.setdefault(_base, _frame)
        for _form, _tag in zip((_base, *_inflect(_base)), ("base", "s", "past", "ing", "participle"), strict=True):
            VERB_FORMS.setdefault(_form, (_base, _tag))
VERB_FORMS |= {
    "canceled": ("cancel", "participle"),
    "labeled": ("label", "participle"),
    "traveled": ("travel", "participle"),
    "handed": ("give", "participle"),
    "drawn": ("draw", "participle"),
    "kept": ("keep", "participle"),
}

# Verb forms that are nouns at least as often: a verb only where the position says so.
NOUN_LIKE = word_set(
    """
    order orders book books name names record records report reports review reviews list lists state states
    number numbers store stores rate rates grade grades plan plans price charge charges cover covers lead leads
    place places test tests sample process processes request requests comment comments like likes post posts
    file files issue issues log logs schedule schedules start starts end ends bill bills supply supplies load
    loads call calls need needs use uses rent rents stock sign signs show shows mark marks note notes lock locks
    change changes update updates answer answers question questions label labels tag tags group groups map maps
    track tracks page pages share shares count counts total totals transfer transfers move moves return returns
    board boards coach coaches train trains walk walks audit audits dose doses harvest host hosts fund funds
    grant grants award awards visit visits work works fit play plays drop drops pack packs set sets link links
    run runs cost costs match matches purchase purchases build builds offer offers stay stays head heads watch
    reads display displays view views sort import export search filter print sum draft drafts stop stops drive
    drives ship ships park parks seat seats draw pay look looks time times open select point points document
    documents make weight delay delays sponsor sponsors feed feeds reference references measure
    """
)

# Verbs by which people look rows up: an access pattern, not a relationship.
ACCESS_VERBS = word_set(
    """
    list search find look filter sort browse see view display query fetch retrieve
    """
)

NOMINALISATIONS = {
    "enroll": "enrollment", "enrol": "enrolment", "assign": "assignment", "subscribe": "subscription", "borrow": "loan", "lend": "loan", "book": "booking", "reserve": "reservation",
    "rent": "rental", "like": "like", "review": "review", "register": "registration", "purchase": "purchase", "buy": "purchase", "attend": "attendance", "invite": "invitation",
    "approve": "approval", "inspect": "inspection", "prescribe": "prescription", "move": "movement", "transfer": "transfer", "visit": "visit", "rate": "rating", "follow": "follow",
    "employ": "employment", "participate": "participation", "favourite": "favourite", "vote": "vote", "pay": "payment", "deliver": "delivery", "stock": "stock",
}  # fmt: skip

# Words that say a sentence speaks of behaviour or presentation rather than of data.
NON_SCHEMA_CUES = word_set(
    """
    screen button page dashboard browser colour colours color mobile font logo theme tablet performance seconds
    uptime availability backup backups penetration gdpr offline translation translations responsive ux design
    marketing website stakeholder timeline workshop sprint roadmap prototype excel pdf printed print csv
    spreadsheet export exportable dark mode notifications notified reminder reminders warned warn deploy
    deployment hosting browser-only login log out sunlight calendar beautiful pretty prettier nice lovely faster
    snappy intuitive training pilot
    """
)
