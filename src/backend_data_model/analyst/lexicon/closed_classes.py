"""Closed word classes: determiners, prepositions, pronouns, conjunctions, auxiliaries, adverbs."""

from __future__ import annotations

from backend_data_model.analyst.word_set import word_set

ARTICLES = frozenset({"a", "an", "the"})
UNIVERSAL = frozenset({"each", "every", "any", "all"})
POSSESSIVES = word_set("its their his her our your my whose")
DETERMINERS = (
    ARTICLES
    | UNIVERSAL
    | POSSESSIVES
    | word_set("this that these those some no another other both either neither same such certain")
)
MANY = word_set("several many multiple various numerous different few more most plenty lots")
PREPOSITIONS = word_set(
    """
    of in on at by for with from to into onto per within inside across over under about as against between
    during until till after before since without through towards toward among via around behind beside near off
    out plus than like except besides throughout upon along alongside beneath
    """
)
PRONOUNS = word_set(
    """
    ours yours mine hers
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
    simply exactly apart precisely optionally obviously naturally currently later now here there once twice together
    additionally furthermore however therefore thus moreover automatically directly separately basically
    actually really generally certainly possibly maybe perhaps initially finally ever please otherwise instead
    well likewise ideally mostly mainly further both rather quite very so hence eventually afterwards alone
    clearly strictly manually explicitly permanently temporarily immediately freely physically formally
    officially weekly daily monthly yearly annually apart
    """
)
