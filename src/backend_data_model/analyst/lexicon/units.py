"""Units of measure: how they are written, what they measure, and their size in the base unit of what they measure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from backend_data_model.analyst.word_set import word_set

if TYPE_CHECKING:
    from collections.abc import Sequence

Dimension = Literal[
    "duration", "weight", "length", "area", "volume", "temperature", "power", "energy", "voltage", "current",
    "frequency", "pressure", "speed", "size", "price", "share", "angle", "resistance", "force", "sound", "charge",
]  # fmt: skip


class Unit(NamedTuple):
    """A unit: the `suffix` that it gives a name, what it measures, its size in base units (0: not to be converted)."""

    suffix: str
    dimension: Dimension
    size: float


# dimension: "word other_word=suffix*size"; the words are singular and written in lower case.
_UNITS: dict[Dimension, str] = {
    "duration": """
        millisecond ms=milliseconds*0.001 second sec=seconds*1 minute min mins=minutes*60 hour hr hrs=hours*3600
        day=days*86400 week=weeks*604800 month=months*0 year=years*0
    """,
    "weight": """
        milligram mg=mg*0.001 g=g*1 gram gramme=grams*1 kilo kilogram kg=kg*1000 tonne ton=tonnes*1000000
        ounce oz=ounces*0 pound lb lbs=pounds*0 carat=carats*0.2 microgram µg=micrograms*0.000001
    """,
    "length": """
        micrometre micrometer micron µm=micrometres*0.000001 nanometre nanometer nm=nm*0.000000001
        millimetre millimeter mm=mm*0.001 centimetre centimeter cm=cm*0.01 m=m*1 metre=metres*1 meter=meters*1
        kilometre kilometer km=km*1000 mile=miles*0 inch=inches*0 foot feet ft=feet*0 yard yd=yards*0
    """,
    "area": """
        mm² mm2=mm2*0.000001 cm² cm2=cm2*0.0001 m² m2 sqm=m2*1 km² km2=km2*1000000 ha=ha*10000 hectare=hectares*10000
        acre=acres*0
    """,
    "volume": """
        ml millilitre milliliter=ml*0.001 cl centilitre centiliter=cl*0.01 dl decilitre deciliter=dl*0.1
        l litre=litres*1 liter=liters*1 hl hectolitre hectoliter=hectolitres*100 m³ m3=m3*1000
        cm³ cm3=cm3*0.001 gallon=gallons*0 pint=pints*0
    """,
    "temperature": "celsius °c=celsius*0 fahrenheit °f=fahrenheit*0 kelvin=kelvin*0",
    "power": "w watt=watts*1 milliwatt=milliwatts*0.001 kw kilowatt=kw*1000 mw megawatt=mw*1000000 horsepower hp=hp*0",
    "energy": "joule=joules*1 kilojoule kj=kj*1000 kwh=kwh*3600000 mwh=mwh*0 kcal kilocalorie=kcal*0",
    "voltage": "volt=volts*1 millivolt mv=mv*0.001 kv kilovolt=kv*1000",
    "current": "ampere amp=amperes*1 milliampere milliamp ma=ma*0.001",
    "resistance": "ohm=ohms*1 kiloohm=kiloohms*1000",
    "charge": "mah=mah*0",
    "frequency": "hertz hz=hz*1 kilohertz khz=khz*1000 megahertz mhz=mhz*1000000 gigahertz ghz=ghz*1000000000",
    "pressure": "pascal=pascals*1 hectopascal hpa=hpa*100 kilopascal kpa=kpa*1000 bar=bar*100000 psi=psi*0",
    "speed": "m/s=m_s*0 km/h kmh=km_h*0 mph=mph*0 knot=knots*0 rpm=rpm*0",
    "force": "newton=newtons*1 kilonewton kn=kn*1000",
    "sound": "decibel db=db*0",
    "size": """
        byte=bytes*1 kb kilobyte=kb*1000 mb megabyte=mb*1000000 gb gigabyte=gb*1000000000
        tb terabyte=tb*1000000000000 megapixel=megapixels*0
    """,
    "angle": "degree=degrees*0",
    "share": "percent % pct=percent*0",
    "price": "euro eur=eur*0 dollar usd=usd*0 gbp=gbp*0 cent=cents*0 franc chf=chf*0 yen jpy=jpy*0",
}


def _read() -> dict[str, Unit]:
    found: dict[str, Unit] = {}
    for dimension, text in _UNITS.items():
        waiting: list[str] = []
        for entry in text.split():
            word, told, rest = entry.partition("=")
            waiting.append(word)
            if told:
                suffix, _, size = rest.partition("*")
                for each in waiting:
                    found[each] = Unit(suffix, dimension, float(size))
                waiting = []
    return found


UNITS = _read()
_NO_PLURAL = frozenset(
    word for word in UNITS if (len(word) <= 3 and word not in {"day", "ton", "bar", "amp", "ohm"}) or not word.isalpha()
)
UNIT_SUFFIX = {word: unit.suffix for word, unit in UNITS.items()}
INTEGER_UNITS = word_set("grams minutes days weeks months years seconds milliseconds mb gb kb bytes cents mm g mg ml")


def unit_of(word: str) -> Unit | None:
    """The unit that a word names, in the singular or the plural."""
    return UNITS.get(word) or UNITS.get(word.removesuffix("es") if word == "inches" else word.removesuffix("s"))


_POWERS = {"square": "2", "cubic": "3"}


def unit_suffix(words: Sequence[str]) -> str | None:
    """What a unit adds to the name of an attribute: `["cubic", "metres"]` gives `m3`."""
    unit = unit_of(words[-1]) if words else None
    if unit is None or (len(words) > 1 and words[0] not in {*_POWERS, "degrees", "degree", "metric", "whole", "full"}):
        return None
    power = _POWERS.get(words[0], "")
    return {"metres": "m", "meters": "m"}.get(unit.suffix, unit.suffix) + power if power else unit.suffix


def unit_pattern() -> str:
    """A pattern of all unit words, plurals with them, longest first."""
    words = {*UNITS, *(f"{word}s" for word in UNITS if word not in _NO_PLURAL), "inches", "feet"}
    return "|".join(sorted((word.replace("°", "° ?") for word in words), key=lambda w: (-len(w), w)))
