"""Nouns that behave alike in every domain: heads of attributes with their types, words of the project."""

from __future__ import annotations

from backend_data_model.analyst.word_set import word_set

# Words that more often name the project's own things; a thing of the data only with clear evidence.
SOFT_BOUNDARY = word_set(
    """
    tool project document section page meeting workshop feature release example record team mail
    program case phase link catalogue catalog inventory requirement version rule list
    """
)
CALENDAR = word_set("hour day night week weekend month quarter year morning afternoon evening")
BOUNDARY_NOUNS = word_set(
    """
    system app software platform database solution website backend frontend ui interface screen dashboard api we
    specification spec everything nothing anything something data information detail thing way moment rest fact
    user_story functionality mvp scope button colour color criterion criteria constraint assumption goal
    objective installation business reality glossary introduction
    background management everybody acceptance administration
    """
)

_TYPED: dict[str, str] = {
    "date": "date birthday day birthdate dob deadline anniversary",
    "timestamp": "timestamp moment datetime time_stamp",
    "money": """
        price amount cost fee salary balance budget premium deposit fare wage revenue total subtotal deductible
        surcharge net gross rent pay turnover income expense
    """,
    "integer": """
        quantity count age capacity position priority seats credits year stock rank floor doors bedrooms bathrooms
        rooms minutes seconds months days hours points score level mileage sequence size_count copies pages votes
        attempts rating stars places duration_minutes volume_count population participants
    """,
    "decimal": """
        weight height width depth length distance temperature latitude longitude percentage percent ratio rate area
        size speed pressure power volume humidity moisture voltage share discount radius thickness diameter dose
        yield dosage energy consumption hectares tonnes litres
        bound threshold
    """,
    "boolean": "flag",
    "json": "json metadata payload settings preferences configuration attributes",
    "binary": "blob binary",
    "duration": "duration",
    "text": """
        name title description code number no email phone address url text label note comment remark reason message
        subject body content caption summary slug sku iban vin isbn ean barcode reference identifier id key token
        city country street zip postcode currency language locale gender colour color unit model manufacturer brand
        make symbol icon image picture photo_url avatar logo biography bio nickname surname forename username
        password hash login handle plate license licence passport passport_number website link file filename path
        version timezone zone initials abbreviation instruction instructions narrative memo motto remarks notes
        details designation signature phone_number fax mobile telephone hometown nationality profession occupation
        ingredients serial tag kind type status state category role phase severity method stage condition outcome
        result mode class material scope frequency gate branch_code headline excerpt synopsis genre topic purpose
        tax_id ssn pin otp location venue_name rank_title specialty speciality diagnosis allergies transcript
        address_line translation statement quote answer_text feedback agenda placeholder checksum fingerprint
        credential secret iccid bic swift imei mac hostname domain_name locale_code revision
    """,
}
# What a word at the head of a noun phrase says about the type of the attribute.
TYPE_HEADS = {head: kind for kind, heads in _TYPED.items() for head in heads.split()}

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
    importance grade tier purpose source origin season weekday format scope relationship rank currency
    rating decision shift
    """
)
