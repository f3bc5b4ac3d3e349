"""Verbs with the relation that they tell (their frame), their forms, and the nouns made of them."""

from __future__ import annotations

from typing import Literal

from backend_data_model.analyst.word_set import word_map, word_set

Frame = Literal["own", "contain", "belong", "create", "assign", "use", "record", "other"]

_VERBS: dict[Frame, str] = {
    "own": "have own possess carry bear get give show keep",
    "contain": """
        contain include comprise hold list feature store consist cover combine bundle group offer run manage
        maintain operate span host
    """,
    "belong": """
        belong refer relate lie sit live stay reside appear fall attach link tie connect concern apply point pertain
        happen occur stand correspond depend report work leave arrive originate come go hang ship
    """,
    "create": """
        create place write submit make book post publish upload file issue order request start open raise log
        register add define sign buy purchase sell pay generate produce send receive draft schedule plan build prepare
        arrange organise organize hand lodge launch enter invite borrow rent reserve review rate comment like follow
        subscribe enroll enrol propose
    """,
    "assign": "put assign allocate map associate delegate appoint",
    "use": """
        use need require reference mention select choose pick take attend teach visit lead head supervise treat
        drive perform handle serve deliver supply participate join play support approve sponsor inspect prescribe
        employ stock accept answer fit install process move transfer lend let return bill charge dose sow harvest
        spray instruct know speak speaks fund grant award represent watch read grade scan translate mentor repair
        fly conduct wear feed walk groom board coach train examine audit cite drop load unload pack label
        test judge score guide stamp cook bake brew roast ride sail steer tow haul transport ferry carry guard
        protect patrol clean wash paint decorate design draw sketch photograph film compose arrange curate adopt
        foster rescue catch hunt breed raise grow plant cultivate water prune grind mill press distil bottle weave
        knit sew carve forge weld assemble manufacture craft taste diagnose cure vaccinate transplant donate admit
        discharge screen tutor study learn practise rehearse sing dance referee captain pilot trade exchange swap
        auction pledge guarantee insure underwrite invoice refund reimburse compensate reward fine prosecute defend
        nominate elect endorse recruit hire interview promote forward relay broadcast transmit stream air moderate
        interpret subtitle pin bookmark favourite favorite star flag block mute ban survey explore excavate dig drill
        mine extract refine moor dock dispatch stack house shelter exhibit commission license certify accredit
        authorise authorize witness notarise chair facilitate escort greet mend fix service calibrate tune replace
        supersede substitute direct oversee coordinate monitor control operate staff equip furnish occupy use consume
        contribute donate volunteer sponsor bid vote
    """,
    "record": """
        record note track collect capture save document want remember preserve retain display specify state mark set
        measure express indicate
    """,
    "other": """
        be do exist mean describe identify ensure allow enable forbid prevent warn notify remind delete remove
        cancel archive restore update change modify edit lock close calculate compute exceed precede reach become
        begin end stop last vary differ share match repeat reuse expire say agree count split total sum tell look
        seem help prefer wish hope ask reject decline settle complete finish authenticate respond sync export import
        print search filter sort view see browse login equal outrank overlap accompany disappear vanish call name
        regard consider weigh sleep seat park accommodate cost earn
        remain turn wait sound try intend expect feel hear talk discuss decide suggest recommend worry matter
        bother care pass fail succeed win lose cause result increase decrease rise shrink improve reduce avoid ignore
        assume suppose guess forget simplify
        clear prevail introduce distribute rely bring
    """,
}
# base: third person, past, gerund, past participle
_IRREGULAR = {
    base: (third, past, gerund, participle)
    for base, third, past, gerund, participle in (
        line.split()
        for line in """
    have has had having had
    be is was being been
    do does did doing done
    keep keeps kept keeping kept
    hold holds held holding held
    write writes wrote writing written
    make makes made making made
    give gives gave giving given
    take takes took taking taken
    get gets got getting got
    buy buys bought buying bought
    sell sells sold selling sold
    send sends sent sending sent
    lend lends lent lending lent
    let lets let letting let
    pay pays paid paying paid
    teach teaches taught teaching taught
    lead leads led leading led
    choose chooses chose choosing chosen
    drive drives drove driving driven
    know knows knew knowing known
    see sees saw seeing seen
    say says said saying said
    begin begins began beginning begun
    leave leaves left leaving left
    go goes went going gone
    come comes came coming come
    run runs ran running run
    stand stands stood standing stood
    lie lies lay lying lain
    sit sits sat sitting sat
    put puts put putting put
    bear bears bore bearing borne
    wear wears wore wearing worn
    fall falls fell falling fallen
    tell tells told telling told
    build builds built building built
    set sets set setting set
    tie ties tied tying tied
    sow sows sowed sowing sown
    show shows showed showing shown
    read reads read reading read
    fly flies flew flying flown
    mean means meant meaning meant
    become becomes became becoming become
    speak speaks spoke speaking spoken
    split splits split splitting split
    fit fits fitted fitting fitted
    refer refers referred referring referred
    feed feeds fed feeding fed
    occur occurs occurred occurring occurred
    submit submits submitted submitting submitted
    log logs logged logging logged
    ship ships shipped shipping shipped
    plan plans planned planning planned
    enrol enrols enrolled enrolling enrolled
    drop drops dropped dropping dropped
    stop stops stopped stopping stopped
    pick picks picked picking picked
    travel travels travelled travelling travelled
    scan scans scanned scanning scanned
    transfer transfers transferred transferring transferred
    cancel cancels cancelled cancelling cancelled
    label labels labelled labelling labelled
    map maps mapped mapping mapped
    enroll enrolls enrolled enrolling enrolled
    tag tags tagged tagging tagged
    pack packs packed packing packed
    think thinks thought thinking thought
    bill bills billed billing billed
    grind grinds ground grinding ground
    draw draws drew drawing drawn
    ride rides rode riding ridden
    steer steers steered steering steered
    catch catches caught catching caught
    breed breeds bred breeding bred
    grow grows grew growing grown
    weave weaves wove weaving woven
    sew sews sewed sewing sewn
    sing sings sang singing sung
    dig digs dug digging dug
    swap swaps swapped swapping swapped
    ban bans banned banning banned
    pin pins pinned pinning pinned
    star stars starred starring starred
    bid bids bid bidding bid
    admit admits admitted admitting admitted
    refer refers referred referring referred
    distil distils distilled distilling distilled
    knit knits knitted knitting knitted
    broadcast broadcasts broadcast broadcasting broadcast
    transmit transmits transmitted transmitting transmitted
    oversee oversees oversaw overseeing overseen
    control controls controlled controlling controlled
    hear hears heard hearing heard
    feel feels felt feeling felt
    win wins won winning won
    lose loses lost losing lost
    rise rises rose rising risen
    forget forgets forgot forgetting forgotten
    shrink shrinks shrank shrinking shrunk
""".strip().splitlines()
    )
}

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
    check checks judge judges score scores guide guides stamp stamps cook cooks brew brews roast roasts ride rides sail
    sails transport transports ferry guard guards patrol patrols paint paints design designs sketch sketches photograph
    photographs film films rescue rescues hunt hunts plant plants water waters mill mills press bottle bottles craft
    crafts cure cures discharge screen screens tutor tutors study studies dance dances referee referees captain
    captains pilot pilots trade trades exchange exchanges swap swaps auction auctions pledge pledges guarantee
    guarantees invoice invoices refund refunds reward rewards fine fines interview interviews forward relay broadcast
    broadcasts stream streams air pin pins bookmark bookmarks favourite favourites favorite favorites star stars flag
    flags block blocks ban bans survey surveys drill drills mine mines dock docks dispatch stack stacks house houses
    shelter shelters exhibit exhibits commission commissions license licenses witness witnesses chair chairs escort
    escorts fix service services tune tunes direct substitute substitutes control controls staff bid bids vote votes
    volunteer volunteers turn turns sound sounds try talk talks matter care pass passes win wins cause causes result
    results increase increases decrease rise ground lost raise breed breeds catch fit sewn drawn felt air
    """
)

# Verbs by which people look rows up: an access pattern, not a relationship.
ACCESS_VERBS = word_set(
    """
    list search find look filter sort browse see view display query fetch retrieve
    """
)

# The thing that an action leaves behind.
NOMINALISATIONS = word_map(
    """
    enroll=enrollment enrol=enrolment assign=assignment subscribe=subscription borrow=loan lend=loan book=booking
    reserve=reservation rent=rental like=like review=review register=registration purchase=purchase buy=purchase
    attend=attendance invite=invitation approve=approval inspect=inspection prescribe=prescription move=movement
    transfer=transfer visit=visit rate=rating follow=follow employ=employment participate=participation
    favourite=favourite vote=vote pay=payment apply=application deliver=delivery stock=stock
    """
)


def participle(lemma: str) -> str:
    """The past participle of a verb: `sign` gives `signed`."""
    forms = [form for form, (base, tag) in VERB_FORMS.items() if base == lemma and tag in {"participle", "past"}]
    return next(
        (form for form in forms if VERB_FORMS[form][1] == "participle"),
        forms[0] if forms else lemma.rstrip("e") + "ed",
    )
